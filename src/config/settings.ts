import { MINUTE_MS } from '../domain/duration.js';
import { headerProblems } from '../domain/own-headers.js';
import { quoteWord } from '../domain/shell-words.js';
import { UsageError } from '../errors.js';
import type { OutputFormat } from '../output/view.js';
import { type Choice, chooseAccount, noFile } from './account.js';
import { checkEndpoint, checkOutputFormat, checkTimeout, checkZone, firstOf } from './check-values.js';
import { type Credentials, findCredentials, inEnvironment, withoutCredentials } from './credentials.js';
import { type ConfigFile, readConfigFile } from './file.js';
import type { Sources } from './sources.js';
import { requireTrusted } from './trust.js';

/** The settings of a command from flags, environment and file. What none of them sets is undefined. */
export interface Settings {
  /** The name of the account that is used, and its file as shown in messages. */
  account?: { name: string; file: string } | undefined;
  zone?: { name: string; from: string } | undefined;
  /** A custom API endpoint, without trailing slash. */
  endpoint?: { url: string; from: string } | undefined;
  outputFormat?: OutputFormat | undefined;
  /** Time limit of one API call, or of one zone of a list; negative: no limit. Never 0. */
  timeoutMs?: number | undefined;
  /** Time limit of waiting for an operation: the account's clientTimeout, which is in minutes in the file. */
  waitTimeoutMs?: number | undefined;
  /** The account's customHeaders, sent with every request but not signed. */
  headers: Record<string, string>;
  /** Warnings for stderr, as sentences. */
  warnings: string[];
  /** The file as it was read, for the `config` commands. Holds secrets. */
  file?: ConfigFile | undefined;
  /** If there is no file: a sentence about a place that could not be looked into. */
  unseen?: string | undefined;
  /**
   * The credentials. They are looked for, and a secretCommand is run, at the first call; later calls return the same.
   * Rejects with an ExoError of kind `credentials`.
   */
  credentials(signal?: AbortSignal): Promise<Credentials>;
}

/**
 * Finds the settings: a flag wins over the environment, and the environment over the account in the file. Credentials
 * in the environment override the account's; the account's other settings stay.
 * @throws {UsageError} with every problem at once: an unreadable file, an unknown account, an impossible value.
 * @throws {ExoError} of kind `credentials` for an endpoint, headers or a secretCommand from a file that is not trusted.
 */
export async function resolveSettings(allSources: Sources): Promise<Settings> {
  // If a run uses several accounts, each has its own credentials, and those of the environment belong to none of them.
  const sources = allSources.flags.accountBy
    ? { ...allSources, env: withoutCredentials(allSources.env) }
    : allSources;
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
 * Chooses the file and its account. If the environment has the credentials and no account is named, no file is needed:
 * then a file that merely lies in the current folder and is of no use is skipped.
 * @returns also sentences about what was skipped
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
  const isComplete = inEnvironment(env) && !flags.useAccount && !env.EXOSCALE_ACCOUNT;
  const passedOver: string[] = [];
  const passOver = ({ message }: UsageError) =>
    passedOver.push(`${message}; this file is in the current folder, and is ignored`);
  const check = (found: ConfigFile) => void chooseAccount(found, flags, env);
  const file = await readConfigFile(sources, { unseen, ...(isComplete && { passOver, check }) });
  return { file, choice: chooseAccount(file, flags, env, hidden), passedOver, hidden };
}

/**
 * Chooses and checks zone, endpoint, output format, time limit and headers.
 * @throws {UsageError} with the problems of all of them
 */
function checkedValues(
  { flags, env }: Sources,
  { account, from = '' }: Choice,
): Pick<Settings, 'zone' | 'endpoint' | 'outputFormat' | 'timeoutMs' | 'headers'> {
  const problems: string[] = [];
  const zone = firstOf(
    [flags.zone, 'flag --zone'],
    [env.EXOSCALE_ZONE, 'EXOSCALE_ZONE'],
    [account?.defaultZone, from],
  );
  const isAccounts = zone !== undefined && zone.from === from;
  const zoneName =
    zone && checkZone(isAccounts ? { ...zone, from: `defaultZone of ${from}` } : zone, problems);
  const endpoint = firstOf([env.EXOSCALE_API_ENDPOINT, 'EXOSCALE_API_ENDPOINT'], [account?.endpoint, from]);
  const url = endpoint && checkEndpoint(endpoint, problems);
  const format = firstOf([flags.outputFormat, 'flag --output-format'], [account?.defaultOutputFormat, from]);
  const outputFormat = format && checkOutputFormat(format, problems);
  const timeout = firstOf([flags.timeout, 'flag --timeout'], [env.EXOSCALE_TIMEOUT, 'EXOSCALE_TIMEOUT']);
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

/** Warnings about what is wrong but does not keep the command from running. */
function warnings({ flags, env, platform }: Sources, file: ConfigFile | undefined, choice: Choice): string[] {
  if (!file) return [];
  const sentences: string[] = [];
  const holdsSecret = file.config.accounts.some((account) => account.secret);
  if (platform !== 'win32' && holdsSecret && (file.mode & 0o077) !== 0) {
    sentences.push(
      `${file.shown} holds a secret that others can read; to prevent that: chmod 600 ${quoteWord(file.path)}`,
    );
  }
  if (file.inCurrentFolder) {
    sentences.push(
      `settings come from ${file.shown} in the current folder; if that is what you want, name the file with --config`,
    );
  }
  const { account } = choice;
  if (account && file.config.accounts.filter(({ name }) => name === account.name).length > 1) {
    sentences.push(`${file.shown} has more than one account ${account.name}; the first of them is used`);
  }
  const instead = inEnvironment(env);
  if (flags.useAccount && choice.account && instead) {
    sentences.push(`${instead} are used instead of the credentials of ${choice.from}`);
  }
  return sentences;
}
