import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, posix, win32 } from 'node:path';
import { makeFolder, removeFile, requireOwner } from './files.js';

/** Where this program may keep what it can do without. */
export interface UserCache {
  folder: string;
  /** The folder that has to be there already: nobody's home is made for this. */
  inside: string;
}

/** @returns `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`; undefined where there is neither, or only one relative to the current folder */
export function userCache({
  env,
  platform,
  home,
}: {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string | undefined;
}): UserCache | undefined {
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
 * @returns whether it was made now @throws the system's error, or that a folder is another user's
 */
export function makeCacheFolder(folder: string, inside: string): boolean {
  let there = folder;
  while (there !== inside && !existsSync(there)) there = dirname(there);
  if (folder !== inside) requireOwner(there);
  return makeFolder(folder, inside);
}

/** Since it was written to last, in ms; what is gone already has no age. */
export function ageMs(path: string): number {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts ? Date.now() - facts.mtimeMs : 0;
}

/** Long enough for any write, in ms. */
const TEMPORARY_MS = 60_000;

/** The names of a folder's files, without what killed runs left behind, which is removed. */
export function keptFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (!name.endsWith('.tmp')) return true;
    const path = join(folder, name);
    if (ageMs(path) > TEMPORARY_MS) removeFile(path);
    return false;
  });
}
