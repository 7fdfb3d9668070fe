import type { Deps } from '../../deps.js';
import { wordProblem } from '../../domain/one-word.js';
import { UsageError } from '../../errors.js';
import { readText } from '../lib/parse-input.js';

const FLAG = '--huggingface-token';
const VARIABLE = 'HF_TOKEN';
/** Given in place of a token: it is read from standard input. */
const FROM_STDIN = '-';

/** The flag's value: a token, or `-`. What is wrong with it is told without repeating it. */
export const tokenFlag = readText<string>((text) => {
  const problem = problemOf(text);
  return problem === undefined ? { value: text } : { problem };
});

/**
 * The Hugging Face token: the flag's, standard input's for `-` (asked for, unseen, on a terminal), else that of
 * HF_TOKEN. It is a secret: no message repeats it.
 * @throws UsageError for one that is empty or no token
 */
export async function readToken(deps: Deps, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined && given !== FROM_STDIN) return given;
  if (given === FROM_STDIN) return checked(await readSecretly(deps), `${FLAG} from standard input`);
  const token = deps.env[VARIABLE];
  // Set to nothing counts as not set, as for every variable.
  if (!token) return undefined;
  deps.io.say(`The Hugging Face token comes from ${VARIABLE}.`);
  return checked(token, VARIABLE);
}

async function readSecretly({ io }: Deps): Promise<string> {
  if (io.interactive) return (await io.ask('Hugging Face token: ', { secret: true })) ?? '';
  return io.readStdin();
}

function checked(text: string, from: string): string {
  const token = text.trim();
  const problem = problemOf(token);
  if (problem) throw new UsageError(`${from} ${problem}; nothing was sent`);
  return token;
}

function problemOf(token: string): string | undefined {
  const problem = wordProblem(token);
  if (problem === undefined) return undefined;
  return problem === 'is blank' ? 'must not be empty' : `must be one word, but ${problem}`;
}
