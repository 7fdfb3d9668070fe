import { TransportError } from '../../src/api/http/transport.js';
import { createProgram } from '../../src/program.js';
import { takeHints, wordsOf } from './hinted.js';
import { run } from './run.js';

/**
 * Commands that check their flags before they ask the service, and change nothing but the service: safe to run here.
 */
const ASKS = /^(deployment|model|api-key|operation|limits|zone|plan|apply)$/;
/** The messages of the parser and the commands about a mistake in a command line. */
const MISTYPED =
  /unknown (flag|command)|is required|must be |unexpected argument|needs a value|go together|not NAME=SIZE/;

const ENV = { EXOSCALE_API_KEY: 'EXOtest', EXOSCALE_API_SECRET: 'secret' };

/**
 * Checks the commands that messages have told people to type.
 * @throws Error that lists those that are not understood
 */
export async function checkHints(): Promise<void> {
  const broken: string[] = [];
  for (const line of takeHints()) {
    const problem = await problemOf(line);
    if (problem) broken.push(`exo-di ${line}\n  ${problem}`);
  }
  if (broken.length > 0) throw new Error(`hints that do not run:\n${broken.join('\n')}`);
}

async function problemOf(line: string): Promise<string | undefined> {
  const program = createProgram({ columns: 80, print: () => {}, run: async () => {} });
  let words: string[];
  try {
    words = wordsOf(line);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    const isHelp = error instanceof Error && 'exitCode' in error && error.exitCode === 0;
    return isHelp ? undefined : String(error);
  }
  // Drops -C and -A with their values: the reader's configuration file and its accounts do not exist here.
  const isFlag = (word = '') => /^-[CA]$/.test(word);
  const own = words.filter((word, at) => !isFlag(word) && !isFlag(words[at - 1]));
  const [verb = ''] = own;
  if (!ASKS.test(verb)) return undefined;
  const readsFile = verb === 'plan' || verb === 'apply';
  const argv = own.map((word, at) => (readsFile && own[at - 1] === '-f' ? '/nowhere.yaml' : word));
  const refused = { send: () => Promise.reject(new TransportError('connect', false, 'no')), close() {} };
  const { code, stderr } = await run(argv, { env: ENV, transport: refused, unheard: true });
  return code === 2 && MISTYPED.test(stderr) ? stderr : undefined;
}
