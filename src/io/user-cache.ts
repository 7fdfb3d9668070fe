import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, posix, win32 } from 'node:path';

/** Where this program may keep what it can do without. */
export interface UserCache {
  folder: string;
  /** The folder that has to be there already: nobody's home is made for this. */
  inside: string;
}

/** @returns `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`; undefined where there is neither */
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
  return home ? { folder: paths.join(home, '.cache', 'exo-di'), inside: home } : undefined;
}

/**
 * Makes a folder below `inside`, for this user alone, and those above it; one by one, since Node's own `recursive`
 * tries for ever where a parent exists and refuses children as if it did not (`/proc`). Only in folders of this user:
 * what root would make in somebody's home would be closed to them.
 * @returns whether it was made now @throws the system's error, ENOENT too where `inside` is not there; or that a
 *   folder is another user's
 */
export function makeCacheFolder(folder: string, inside: string): boolean {
  if (folder === inside) return false;
  if (existsSync(folder)) return requireOwn(folder);
  const parent = dirname(folder);
  if (!existsSync(parent)) makeCacheFolder(parent, inside);
  requireOwn(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    // Made by another run meanwhile.
    if (existsSync(folder)) return requireOwn(folder);
    throw error;
  }
}

function requireOwn(folder: string): false {
  if (process.getuid && statSync(folder).uid !== process.getuid())
    throw new Error(`${folder} is another user's`);
  return false;
}

/** Long enough for any write, in ms. */
const TEMPORARY_MS = 60_000;

/**
 * Writes a file for this user alone, whole or not at all, since others read at the same time.
 * @throws the system's error
 */
export function replaceFile(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    // What a killed run of the same number left; a link that somebody put there is not followed.
    rmSync(temporary, { force: true });
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Since it was written to last, in ms; what is gone already has no age. */
export function ageMs(path: string): number {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts ? Date.now() - facts.mtimeMs : 0;
}

/** The names of a folder's files, without what killed runs left behind, which is removed. */
export function keptFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (!name.endsWith('.tmp')) return true;
    const path = join(folder, name);
    if (ageMs(path) > TEMPORARY_MS) rmSync(path, { force: true });
    return false;
  });
}
