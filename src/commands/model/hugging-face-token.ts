import type { Deps } from '../../deps.js';
import { wordProblem } from '../../domain/one-word.js';
import { UsageError } from '../../errors.js';
import { checkedText } from '../lib/parse-input.js';

const FLAG = '--huggingface-token';
const VARIABLE = 'HF_TOKEN';
/** The value of the flag with which the token is read from standard input. */
const FROM_STDIN = '-';

/** The value of the flag: a token, or `-`. Errors do not repeat it, because it is a secret. */
export const tokenFlag = checkedText(problemOf);

/**
 * The Hugging Face token: from the flag; with `-` from standard input, or typed invisibly on a terminal; else from
 * HF_TOKEN. It is a secret, so no message repeats it.
 * @throws UsageError for a token that is empty or not one word
 */
export async function readToken(deps: Deps, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined && given !== FROM_STDIN) return given;
  if (given === FROM_STDIN) return checked(await readSecretly(deps), `${FLAG} from standard input`);
  const token = deps.env[VARIABLE];
  // An empty value counts as not set, as for every variable.
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
