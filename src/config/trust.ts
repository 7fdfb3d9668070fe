import { quoteWord } from '../domain/shell-words.js';
import { ExoError } from '../errors.js';
import type { Choice } from './account.js';
import { inEnvironment } from './credentials.js';
import type { ConfigFile } from './file.js';
import { configPlaces } from './paths.js';
import type { Sources } from './sources.js';

/** The keys that decide where requests and credentials go, and with what. */
const POWERFUL = ['endpoint', 'customHeaders'] as const;
const ALL_POWERFUL = [...POWERFUL, 'secretCommand'] as const;
const has = (account: Choice['account'], key: (typeof ALL_POWERFUL)[number]) =>
  Object.keys(account?.[key] ?? {}).length > 0;

/**
 * Accepts these keys, and secretCommand, only from a file that nobody else could have put there or written. Otherwise
 * it would be enough to enter somebody's folder to send one's credentials to them, or to run a program they chose. If
 * the environment has both credentials, a secretCommand is not run and so does no harm.
 * @throws {ExoError} of kind `credentials` if the file merely lies in the current folder, or somebody else may write it
 */
export async function requireTrusted(sources: Sources, file: ConfigFile, choice: Choice): Promise<void> {
  const { account, from } = choice;
  const keys = inEnvironment(sources.env) ? POWERFUL : ALL_POWERFUL;
  const powerful = keys.filter((key) => has(account, key));
  if (powerful.length === 0) return;
  const what = `${powerful.join(' and ')} of ${from} ${powerful.length > 1 ? 'are' : 'is'} refused`;
  if (file.inCurrentFolder) throw untrusted(`${what}: ${FOUND}`, ifItIsYours(file));
  await requireOwn(sources, file, what);
}

/**
 * Refuses to edit a file that somebody else may write and that has one of these keys in any account. An edit makes a
 * new file that only the user may write, and what somebody else has written into the old one would be trusted.
 * @throws {ExoError} of kind `credentials`
 */
export async function requireEditable(
  sources: Sources,
  { config, shown, ...file }: ConfigFile,
): Promise<void> {
  const powerful = ALL_POWERFUL.filter((key) => config.accounts.some((account) => has(account, key)));
  if (powerful.length > 0)
    await requireOwn(sources, file, `${shown} has ${powerful.join(' and ')}, and is not changed`);
}

/** @param what the refusal, before its reason @throws {ExoError} if somebody else may write the file */
async function requireOwn(sources: Sources, file: Pick<ConfigFile, 'path'>, what: string): Promise<void> {
  const stranger = await sources.files.stranger?.(file.path, sources.home);
  if (!stranger) return;
  const { path, why, byMode } = stranger;
  const it = path === file.path ? 'that file' : path;
  throw untrusted(
    `${what}: ${it} ${why}`,
    byMode ? `if everything in it is yours, take that right from others: chmod go-w ${quoteWord(path)}` : OWN,
  );
}

/**
 * Refuses to write a secret into a file that merely lies in the current folder, because it may be part of a clone and
 * soon be shared. No new file is made there either: a user without a home folder has to name one.
 * @throws {ExoError} of kind `credentials`
 */
export function requireNamed(file: ConfigFile | undefined, sources: Sources): void {
  if (file?.inCurrentFolder)
    throw untrusted(`no account is added to ${file.shown}: ${FOUND}`, `${ifItIsYours(file)}\nor ${OWN}`);
  if (!file && configPlaces(sources)[0]?.inCurrentFolder)
    throw untrusted('there is no home folder to keep accounts in', OWN);
}

const FOUND = 'that file was found only because it is in the current folder';
const OWN = 'make a file of your own: exo-di config add --config FILE';
const ifItIsYours = ({ path }: ConfigFile) => `if it is yours, name it: --config ${quoteWord(path)}`;

function untrusted(message: string, hint: string): ExoError {
  return new ExoError('credentials', message, { hint, code: 'untrusted-config' });
}
