import { TransportError } from '../../src/api/http/transport.js';
import { createProgram } from '../../src/program.js';
import { takeHints, wordsOf } from './hinted.js';
import { run } from './run.js';

/** Commands that check what was typed before they ask the service, and touch nothing but it. */
const ASKS = /^(deployment|model|api-key|operation|limits|zone|plan|apply)$/;
/** What is wrong with how something was typed, in the words of parser and commands. */
const MISTYPED =
  /unknown (flag|command)|is required|must be |unexpected argument|needs a value|go together|not NAME=SIZE/;

const ENV = { EXOSCALE_API_KEY: 'EXOtest', EXOSCALE_API_SECRET: 'secret' };

/** @throws Error for commands that were hinted at and are not understood */
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
  // Files are the reader's, and an account is its file's.
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
