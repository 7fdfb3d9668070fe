import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, posix, win32 } from 'node:path';

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
 * tries for ever where a parent exists and refuses children as if it did not (`/proc`).
 * @returns whether it was made now @throws the system's error, ENOENT too where `inside` is not there
 */
export function makeCacheFolder(folder: string, inside: string): boolean {
  if (folder === inside) return false;
  makeCacheFolder(dirname(folder), inside);
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (existsSync(folder)) return false;
    throw error;
  }
}

/**
 * Writes a file for this user alone, whole or not at all, since others read at the same time.
 * @param durable on the disk before it has its name: a machine that loses power must not leave half of it
 * @throws the system's error
 */
export function replaceFile(file: string, bytes: Uint8Array, { durable }: { durable: boolean }): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const fd = openSync(temporary, 'w', 0o600);
    try {
      for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
