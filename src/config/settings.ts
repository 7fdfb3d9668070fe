import { MINUTE_MS } from '../domain/duration.js';
import { headerProblems } from '../domain/own-headers.js';
import { quoteWord } from '../domain/shell-words.js';
import { UsageError } from '../errors.js';
import type { OutputFormat } from '../output/view.js';
import { type Choice, chooseAccount, noFile } from './account.js';
import { checkEndpoint, checkOutputFormat, checkTimeout, checkZone, firstOf } from './check-values.js';
import { type Credentials, findCredentials, inEnvironment, withoutCredentials } from './credentials.js';
import { type ConfigFile, readConfigFile } from './file.js';
import { type Sources, variable } from './sources.js';
import { requireTrusted } from './trust.js';

/** What a command is told by flags, environment and file. What is absent was said by none of them. */
export interface Settings {
  /** The account that counts, by name, and its file as shown in messages. */
  account?: { name: string; file: string } | undefined;
  zone?: { name: string; from: string } | undefined;
  /** A custom API endpoint, without trailing slash. */
  endpoint?: { url: string; from: string } | undefined;
  outputFormat?: OutputFormat | undefined;
  /** Of one API call, or one zone of a list; negative: none. Never 0. */
  timeoutMs?: number | undefined;
  /** Of waiting for an operation: the account's clientTimeout, which counts minutes. */
  waitTimeoutMs?: number | undefined;
  /** The account's customHeaders, to be sent on every request, unsigned. */
  headers: Record<string, string>;
  /** Sentences to tell on stderr. */
  warnings: string[];
  /** The file as it was read, for `config`. Holds secrets. */
  file?: ConfigFile | undefined;
  /** Where there is none: a sentence about a place that could not be looked into. */
  unseen?: string | undefined;
  /**
   * Found, and a secretCommand run, when first called; later calls get the same answer.
   * Rejects with an ExoError of kind `credentials`.
   */
  credentials(signal?: AbortSignal): Promise<Credentials>;
}

/**
 * Settings by precedence: flag, environment, account in the file. Credentials from the environment override the
 * account's; its other defaults stay.
 * @throws {UsageError} with every problem at once: an unreadable file, an unknown account, an impossible value.
 * @throws {ExoError} of kind `credentials` for an endpoint, headers or a secretCommand from a file that is not trusted.
 */
export async function resolveSettings(given: Sources): Promise<Settings> {
  // Of several accounts in one run each has its own credentials: the environment's belong to none that is named.
  const sources = given.flags.accountBy ? { ...given, env: withoutCredentials(given.env) } : given;
  const { file, choice, passedOver, hidden } = await chooseFile(sources);
  if (file) await requireTrusted(sources, file, choice);
  const { account } = choice;
  const { clientTimeout = 0 } = account ?? {};
  let found: Promise<Credentials> | undefined;
  return {
    account: account && file && { name: account.name, file: file.shown },
    ...checkedValues(sources, choice),
    waitTimeoutMs: clientTimeout > 0 ? clientTimeout * MINUTE_MS : undefined,
    warnings: [...passedOver, ...warnings(sources, file, choice)],
    file,
    unseen: file || !hidden ? undefined : noFile(hidden),
    credentials: (signal) => {
      found ??= findCredentials(sources, choice, signal);
      return found;
    },
  };
}

/**
 * The file that counts, and its account. Where the environment has the credentials and no account is asked for, nothing is
 * wanted of a file: one that merely lies in the current folder and is of no use is then passed over.
 * @returns with sentences about what was passed over
 * @throws {UsageError} as `readConfigFile` and `chooseAccount`
 */
async function chooseFile(sources: Sources): Promise<{
  file: ConfigFile | undefined;
  choice: Choice;
  passedOver: readonly string[];
  hidden: string | undefined;
}> {
  const { flags, env } = sources;
  let hidden: string | undefined;
  const unseen = (problem: string) => {
    hidden ??= problem;
  };
  const isComplete = inEnvironment(env) && !flags.useAccount && !variable(env, 'EXOSCALE_ACCOUNT');
  if (!isComplete) {
    const file = await readConfigFile(sources, { unseen });
    return { file, choice: chooseAccount(file, flags, env, hidden), passedOver: [], hidden };
  }
  const passedOver: string[] = [];
  const file = await readConfigFile(sources, {
    unseen,
    passOver: ({ message }) =>
      passedOver.push(`${message}; it lies in the current folder and is passed over`),
    check: (found) => void chooseAccount(found, flags, env),
  });
  return { file, choice: chooseAccount(file, flags, env), passedOver, hidden };
}

/**
 * Zone, endpoint, output format, time limit and headers, each by precedence.
 * @throws {UsageError} with the problems of all of them
 */
function checkedValues(
  { flags, env }: Sources,
  { account, from = '' }: Choice,
): Pick<Settings, 'zone' | 'endpoint' | 'outputFormat' | 'timeoutMs' | 'headers'> {
  const problems: string[] = [];
  const zone = firstOf(
    [flags.zone, 'flag --zone'],
    [variable(env, 'EXOSCALE_ZONE'), 'EXOSCALE_ZONE'],
    [account?.defaultZone, from],
  );
  const isAccounts = zone !== undefined && zone.from === from;
  const zoneName =
    zone && checkZone(isAccounts ? { ...zone, from: `defaultZone of ${from}` } : zone, problems);
  const endpoint = firstOf(
    [variable(env, 'EXOSCALE_API_ENDPOINT'), 'EXOSCALE_API_ENDPOINT'],
    [account?.endpoint, from],
  );
  const url = endpoint && checkEndpoint(endpoint, problems);
  const format = firstOf([flags.outputFormat, 'flag --output-format'], [account?.defaultOutputFormat, from]);
  const outputFormat = format && checkOutputFormat(format, problems);
  const timeout = firstOf(
    [flags.timeout, 'flag --timeout'],
    [variable(env, 'EXOSCALE_TIMEOUT'), 'EXOSCALE_TIMEOUT'],
  );
  const timeoutMs = timeout && checkTimeout(timeout, problems);
  const headers = account?.customHeaders ?? {};
  problems.push(...headerProblems(headers, `customHeaders of ${from}`));
  if (problems.length > 0) throw new UsageError(problems);
  return {
    zone: zone && zoneName ? { name: zoneName, from: zone.from } : undefined,
    endpoint: endpoint && url ? { url, from: endpoint.from } : undefined,
    outputFormat,
    timeoutMs,
    headers,
  };
}

/** Sentences about what is as it should not be, and does not keep the command from running. */
function warnings({ flags, env, platform }: Sources, file: ConfigFile | undefined, choice: Choice): string[] {
  if (!file) return [];
  const told: string[] = [];
  const holdsSecret = file.config.accounts.some((account) => account.secret);
  if (platform !== 'win32' && holdsSecret && (file.mode & 0o077) !== 0) {
    told.push(
      `${file.shown} holds a secret that others can read; to end that: chmod 600 ${quoteWord(file.path)}`,
    );
  }
  if (file.inCurrentFolder) {
    told.push(
      `settings come from ${file.shown} in the current folder; name it with --config if that is meant`,
    );
  }
  const { account } = choice;
  if (account && file.config.accounts.filter(({ name }) => name === account.name).length > 1) {
    told.push(`${file.shown} has more than one account ${account.name}; the first of them is used`);
  }
  const instead = inEnvironment(env);
  if (flags.useAccount && choice.account && instead) {
    told.push(`${instead} are used instead of the credentials of ${choice.from}`);
  }
  return told;
}
