import { existsSync, statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import type { Env } from '../domain/environment.js';
import { makeFolder, requireOwner, UnusableFile } from './files.js';

/** What decides where a user's cache is. */
export interface UserOptions {
  env: Env;
  platform: string;
  home: string | undefined;
}

/** Where this program may keep files that it can do without. */
interface UserCache {
  folder: string;
  /** The folder that has to exist already: no home folder is made for a cache. */
  inside: string;
}

/**
 * The user's cache folder: `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`. Undefined if there is neither, or if it would
 * be relative to the current folder.
 */
export function userCache({ env, platform, home }: UserOptions): UserCache | undefined {
  const paths = platform === 'win32' ? win32 : posix;
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && paths.isAbsolute(xdg)) return { folder: paths.join(xdg, 'exo-di'), inside: paths.dirname(xdg) };
  return home && paths.isAbsolute(home)
    ? { folder: paths.join(home, '.cache', 'exo-di'), inside: home }
    : undefined;
}

/**
 * Makes a folder of the cache and the missing ones between `inside` and it, only in folders of this user or of root:
 * root keeps nothing in somebody else's home folder.
 * @returns whether it was made now
 * @throws UnusableFile if it belongs to another user, or others may write to it; or the system's error
 */
export function makeCacheFolder(folder: string, inside: string): boolean {
  let existing = folder;
  while (existing !== inside && !existsSync(existing)) existing = dirname(existing);
  // The folder of temporary files is root's, and so is the home folder in some containers.
  const isRoots = existing !== folder && statSync(existing).uid === 0;
  if (folder !== inside && !isRoots) requireOwner(existing);
  const made = makeFolder(folder, inside);
  // The folder holds compiled code, and V8 runs whatever it finds there.
  if (process.geteuid && (statSync(folder).mode & 0o022) !== 0)
    throw new UnusableFile(`others may write to ${folder}`);
  return made;
}
