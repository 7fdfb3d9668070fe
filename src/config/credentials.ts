import { ExoError } from '../errors.js';
import { type Choice, noCredentials } from './account.js';
import type { ConfigFile } from './file.js';
import { type Sources, variable } from './sources.js';

/** What signs requests. Never to be printed. */
export interface Credentials {
  key: string;
  secret: string;
  /** Where they come from, in words; that may be printed. */
  from: string;
}

const KEY = 'EXOSCALE_API_KEY';
const SECRET = 'EXOSCALE_API_SECRET';

/** Whether the environment has both credentials, and so overrides the account's. */
export function inEnvironment(env: Sources['env']): boolean {
  return variable(env, KEY) !== undefined && variable(env, SECRET) !== undefined;
}

/**
 * Finds the credentials: the environment's, else the account's, running its secretCommand if it has one.
 * @throws {ExoError} of kind `credentials`: one of the two variables is missing, there is no account, or it lacks
 *   something.
 */
export async function findCredentials(
  sources: Sources,
  file: ConfigFile | undefined,
  choice: Choice,
  signal?: AbortSignal,
): Promise<Credentials> {
  const key = variable(sources.env, KEY);
  const secret = variable(sources.env, SECRET);
  if (key && secret) return checked({ key, secret, from: `${KEY} and ${SECRET}` });
  if (key || secret) {
    const [set, missing] = key ? [KEY, SECRET] : [SECRET, KEY];
    throw new ExoError('credentials', `${missing} is not set, but ${set} is`, {
      hint: `Set both or neither: export ${missing}=… or unset ${set}`,
      code: 'half-credentials',
    });
  }
  if (choice.problem) throw choice.problem;
  const { account, from = '' } = choice;
  if (!account) throw noCredentials(`neither ${KEY} with ${SECRET} nor a configuration file is there`);
  if (!account.key) throw noCredentials(`${from} has no key`);
  if (account.secretCommand?.length) {
    if (file?.inCurrentFolder) throw strangersCommand(file);
    const { runSecretCommand } = await import('./secret-command.js');
    const printed = await runSecretCommand(account.secretCommand, {
      from,
      signal,
      interactive: sources.interactive,
    });
    return checked({ key: account.key, secret: printed, from });
  }
  if (!account.secret) throw noCredentials(`${from} has neither secret nor secretCommand`);
  return checked({ key: account.key, secret: account.secret, from });
}

/** A key goes into a header: one with a line feed would be refused there, in words nobody understands. */
function checked(credentials: Credentials): Credentials {
  if (/^[\x21-\x7e]+$/.test(credentials.key)) return credentials;
  throw new ExoError(
    'credentials',
    `the API key from ${credentials.from} has blanks or other characters no key has`,
  );
}

/** Entering somebody's folder must not be enough to run what they wrote into a file there. */
function strangersCommand(file: ConfigFile): ExoError {
  return new ExoError('credentials', `the secretCommand in ${file.shown} is not run`, {
    hint: `The file was found only because it lies in the current folder. If it is yours, name it: --config ${file.path}`,
    code: 'untrusted-secret-command',
  });
}
