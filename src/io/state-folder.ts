import { statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../domain/system-error.js';
import { fileProblem } from './file-problem.js';
import { makeFolder, UnusableFile } from './files.js';

/** A folder for what runs must know of each other, and the one above it that has to be there already. */
export interface StateFolder {
  path: string;
  inside: string;
}

/**
 * Where a user's state is kept: `.local/state/exo-di` of the home folder, and where that cannot be written to, a folder
 * among the temporary files. XDG_STATE_HOME has no say: cron would not see it, and two runs with their state in
 * different folders would not see each other.
 */
export function stateFolders(home: string | undefined): StateFolder[] {
  const tmp = tmpdir();
  const ours = home ? [{ path: join(home, '.local', 'state', 'exo-di'), inside: home }] : [];
  return [...ours, { path: join(tmp, `exo-di-${userName()}`), inside: tmp }];
}

function userName(): string {
  try {
    const { uid, username } = userInfo();
    return String(uid === -1 ? username : uid);
  } catch {
    // A user ID that is not in the user database, as in some containers.
    return String(process.getuid?.() ?? 'user');
  }
}

/**
 * Makes a folder below one of state, such as `locks`, where it is not there.
 * @returns its path, or why nothing can be kept there, in words that name the folder, with the system's code
 */
export function makeStateFolder(
  { path, inside }: StateFolder,
  below: string,
): { path: string } | { why: string; code?: string | undefined } {
  const folder = join(path, below);
  try {
    makeFolder(folder, inside);
    for (const part of [path, folder]) requireTrusted(part, inside);
    return { path: folder };
  } catch (error) {
    return { why: `${folder}: ${fileProblem(error)}`, code: errorCode(error) };
  }
}

/** The folder if it is there, without making it; undefined where there is none, or none that is ours alone. */
export function findStateFolder({ path, inside }: StateFolder, below: string): string | undefined {
  const folder = join(path, below);
  try {
    for (const part of [path, folder]) requireTrusted(part, inside);
    return folder;
  } catch {
    return undefined;
  }
}

/**
 * Anybody can make a folder of our name among the temporary files, and would decide then what we believe of other
 * runs. Root may use what belongs to the owner of the home it was given.
 */
function requireTrusted(path: string, inside: string): void {
  const us = process.geteuid?.();
  if (us === undefined) return;
  const { uid, mode } = statSync(path);
  const trusted = us === 0 && inside !== tmpdir() ? [us, statSync(inside).uid] : [us];
  if (!trusted.includes(uid)) throw new UnusableFile("it is another user's");
  if ((mode & 0o022) !== 0) throw new UnusableFile('others may write to it');
}
