import { statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../domain/system-error.js';
import { fileProblem } from './file-problem.js';
import { makeFolder, UnusableFile } from './files.js';

/** A folder for what runs must know of each other. `inside` is the folder above it that has to exist already. */
export interface StateFolder {
  path: string;
  inside: string;
}

/**
 * Where a user's state is kept: in `.local/state/exo-di` of the home folder or, if that cannot be written to, in a
 * folder among the temporary files. XDG_STATE_HOME does not matter: cron does not have it, and two runs that keep their
 * state in different folders do not see each other.
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
    // In some containers the user ID is not in the user database.
    return String(process.getuid?.() ?? 'user');
  }
}

/** Why nothing can be kept in a folder: a text that names the path, and the system's code. */
interface Obstacle {
  why: string;
  code: string | undefined;
}

/**
 * Acts on a file in the first of these folders in which it can be kept, and makes the folder.
 * @param below the folder in each of them, such as `locks`
 * @returns what `act` returned, if any of them will do, and why those before it will not
 */
export function inFirst<R>(
  folders: readonly StateFolder[],
  below: string,
  name: string,
  act: (file: string, folder: StateFolder) => R,
): { done?: R; obstacles: Obstacle[] } {
  const obstacles: Obstacle[] = [];
  for (const folder of folders) {
    let path = join(folder.path, below);
    try {
      makeFolder(path, folder.inside);
      for (const part of [folder.path, path]) requireTrusted(part, folder.inside);
      path = join(path, name);
      return { done: act(path, folder), obstacles };
    } catch (error) {
      obstacles.push({ why: `${path}: ${fileProblem(error)}`, code: errorCode(error) });
    }
  }
  return { obstacles };
}

/** The path of a folder below a state folder, not made here; undefined if it is not there or not ours alone. */
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
 * Refuses a folder that others own or may write to. Among the temporary files anybody can make a folder with our name,
 * and could then decide what we believe of other runs. Root may use a folder of its home folder's owner.
 */
function requireTrusted(path: string, inside: string): void {
  const us = process.geteuid?.();
  if (us === undefined) return;
  const { uid, mode } = statSync(path);
  const trusted = us === 0 && inside !== tmpdir() ? [us, statSync(inside).uid] : [us];
  if (!trusted.includes(uid)) throw new UnusableFile("it is another user's");
  if ((mode & 0o022) !== 0) throw new UnusableFile('others may write to it');
}
