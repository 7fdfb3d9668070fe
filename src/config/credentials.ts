import type { Env } from '../domain/environment.js';
import { wordProblem } from '../domain/one-word.js';
import { ExoError } from '../errors.js';
import { type Choice, noCredentials } from './account.js';
import type { Sources } from './sources.js';

/** What requests are signed with. Never to be printed. */
export interface Credentials {
  key: string;
  secret: string;
  /** Where they come from, in words. This may be printed. */
  from: string;
}

/** The variables for key and secret, in the order in which `exo` looks: the first pair of which any is set is used. */
const PAIRS = [
  {
    keys: ['EXOSCALE_API_KEY', 'EXOSCALE_KEY'],
    secrets: ['EXOSCALE_API_SECRET', 'EXOSCALE_SECRET', 'EXOSCALE_SECRET_KEY'],
  },
  {
    keys: ['CLOUDSTACK_KEY', 'CLOUDSTACK_API_KEY'],
    secrets: ['CLOUDSTACK_SECRET', 'CLOUDSTACK_SECRET_KEY'],
  },
] as const;

/** The environment without credentials, for an account that a file of the desired state names: it uses its own. */
export function withoutCredentials(env: Env): Env {
  const names = new Set<string>(PAIRS.flatMap(({ keys, secrets }) => [...keys, ...secrets]));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.has(name)));
}

/** Key and secret in the environment, with the names of their variables. Either can be missing. */
function lookInto(env: Env) {
  for (const { keys, secrets } of PAIRS) {
    const keyName = keys.find((name) => env[name]) ?? keys[0];
    const secretName = secrets.find((name) => env[name]) ?? secrets[0];
    const [key, secret] = [env[keyName], env[secretName]];
    if (key || secret) return { keyName, secretName, key, secret, from: `${keyName} and ${secretName}` };
  }
  return undefined;
}

/** `EXOSCALE_API_KEY and …`: the names of the variables, if both credentials are there and override the account's. */
export function inEnvironment(env: Env): string | undefined {
  const { key, secret, from } = lookInto(env) ?? {};
  return key && secret ? from : undefined;
}

/**
 * The environment's credentials, which override the account's; undefined if the environment has none.
 * @throws {ExoError} of kind `credentials` if one of the two is missing or malformed
 */
export function credentialsOfEnvironment(env: Env): Credentials | undefined {
  const found = lookInto(env);
  if (!found) return undefined;
  const { key, secret, keyName, secretName, from } = found;
  if (key && secret) {
    requireWord(key, `API key from ${keyName}`);
    requireWord(secret, `API secret from ${secretName}`);
    return { key, secret, from };
  }
  const [set, missing] = key ? [keyName, secretName] : [secretName, keyName];
  throw new ExoError('credentials', `${missing} is not set, but ${set} is`, {
    hint: `Set both or neither: export ${missing}=… or unset ${set}`,
    code: 'half-credentials',
  });
}

/** The API key in the environment, for what depends on whose key it is. */
export const keyInEnvironment = (env: Env) => lookInto(env)?.key;

/** The hint for an account that a file of the desired state names. */
const OWN_ALONE =
  'write it there: an account that is named by account: uses its own credentials, not those of the environment';

/**
 * Finds the credentials: the environment's, else the account's. Runs the account's secretCommand if it has one.
 * @throws {ExoError} of kind `credentials` if one of the two variables is missing, there is no account, the account
 * lacks something, or the secretCommand fails.
 */
export async function findCredentials(
  sources: Sources,
  choice: Choice,
  signal?: AbortSignal,
): Promise<Credentials> {
  const ofEnvironment = credentialsOfEnvironment(sources.env);
  if (ofEnvironment) return ofEnvironment;
  if (choice.problem) throw choice.problem;
  const { account, from = '' } = choice;
  if (!account)
    throw noCredentials(
      'EXOSCALE_API_KEY and EXOSCALE_API_SECRET are not set, and there is no configuration file',
    );
  const { key, secret, secretCommand } = account;
  const lacking = (what: string) => {
    const error = noCredentials(`${from} has ${what}`);
    return sources.flags.accountBy ? error.retold({ hint: OWN_ALONE }) : error;
  };
  if (!key) throw lacking('no key');
  let origin = `from ${from}`;
  let apiSecret = secret;
  if (secretCommand?.length) {
    const { runSecretCommand } = await import('./secret-command.js');
    const { interactive } = sources;
    apiSecret = await runSecretCommand(secretCommand, { from, account: account.name, signal, interactive });
    origin = `that the secretCommand of ${from} printed`;
  }
  if (!apiSecret) throw lacking('neither secret nor secretCommand');
  requireWord(key, `API key from ${from}`);
  requireWord(apiSecret, `API secret ${origin}`);
  return { key, secret: apiSecret, from };
}

/**
 * Refuses a key or secret that is not a single word. Such a key would be refused as a header with a message that nobody
 * understands, and such a secret would make a wrong signature.
 */
function requireWord(value: string, what: string): void {
  const problem = wordProblem(value);
  if (problem === undefined) return;
  throw new ExoError('credentials', `the ${what} ${problem}`, {
    hint: 'give it as the portal shows it: one word, without spaces, quotes and line feeds',
    code: 'malformed-credentials',
  });
}
