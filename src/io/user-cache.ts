import { existsSync, statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import type { Env } from '../domain/env.js';
import { makeFolder, requireOwner, UnusableFile } from './files.js';

/** Whose cache it is. */
export interface UserOptions {
  env: Env;
  platform: string;
  home: string | undefined;
}

/** Where this program may keep what it can do without. */
interface UserCache {
  folder: string;
  /** The folder that has to be there already: nobody's home is made for this. */
  inside: string;
}

/** @returns `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`; undefined where there is neither, or only one relative to the current folder */
export function userCache({ env, platform, home }: UserOptions): UserCache | undefined {
  const paths = platform === 'win32' ? win32 : posix;
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && paths.isAbsolute(xdg)) return { folder: paths.join(xdg, 'exo-di'), inside: paths.dirname(xdg) };
  return home && paths.isAbsolute(home)
    ? { folder: paths.join(home, '.cache', 'exo-di'), inside: home }
    : undefined;
}

/**
 * Makes a folder of the cache, and those above it below `inside`, in folders of this user only: root keeps nothing in
 * the home of somebody else.
 * @returns whether it was made now
 * @throws UnusableFile when it is another user's, or others may write to it; or the system's error
 */
export function makeCacheFolder(folder: string, inside: string): boolean {
  let there = folder;
  while (there !== inside && !existsSync(there)) there = dirname(there);
  if (folder !== inside) requireOwner(there);
  const made = makeFolder(folder, inside);
  // Compiled code is kept there, and V8 runs whatever it finds.
  if (process.geteuid && (statSync(folder).mode & 0o022) !== 0)
    throw new UnusableFile(`others may write to ${folder}`);
  return made;
}
