import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode } from '../domain/system-error.js';

// The only place that makes folders, and makes, replaces and removes files. It needs nothing but Node's own modules:
// the launcher, which is read at every start, has it too.

/** A file or folder that cannot be used, for a reason the system has no code for; its message fits after a colon. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/**
 * Makes a folder for this user alone (0700) and those above it, one by one: Node's own `recursive` tries for ever where
 * a parent exists and refuses children as if it did not (`/proc`, an automounted `/home`). What root makes in somebody
 * else's folder belongs to them: it would be closed to them.
 * @param inside the folder that has to be there already: nobody's home is made
 * @returns whether it was made now
 * @throws UnusableFile when `inside` is not there or no folder, or the system's error
 */
export function makeFolder(folder: string, inside: string): boolean {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  if (path === resolve(inside) || path === dirname(path))
    throw new UnusableFile(existsSync(path) ? `${path} is not a folder` : `there is no folder ${path}`);
  makeFolder(dirname(path), inside);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Made by another run meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    if (errorCode(error) === 'ENOENT') throw new UnusableFile(`no folder can be made in ${dirname(path)}`);
    throw error;
  }
  const owner = strangerAbove(path);
  if (owner) chownSync(path, owner.uid, owner.gid);
  return true;
}

/** For root: whose the folder around it is, if it is somebody else's. */
function strangerAbove(path: string): Stats | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const above = statSync(dirname(path));
  return above.uid === 0 ? undefined : above;
}

/** @throws UnusableFile when it is another user's; on Windows it is not known whose it is */
export function requireOwner(path: string): void {
  const us = process.geteuid?.();
  if (us !== undefined && statSync(path).uid !== us) throw new UnusableFile(`${path} is another user's`);
}

interface ReplaceOptions {
  /** Written through to the disk before it takes its place, for what must survive a power cut. */
  flush?: boolean;
  /** Others may read it (0644), as far as the umask lets them. */
  readable?: boolean;
  /** Called right before the file takes its place; may throw, and the old one stays. */
  before?: () => void;
}

/**
 * Replaces a file, or makes it, for its owner alone (0600) unless others may read it, whole or not at all: others may read it at the same time.
 * As root, what belonged to somebody stays theirs. A link is replaced itself; see `followLinks`.
 * @throws UnusableFile for what is no regular file, or the system's error; the old file is as it was then, and no
 *   temporary file is left
 */
export function replaceFile(path: string, content: string | Uint8Array, options: ReplaceOptions = {}): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomName()}.tmp`);
  try {
    const old = lstatSync(path, { throwIfNoEntry: false });
    // Renaming over a device, a pipe or a socket would put a file in its place.
    if (old && !old.isFile() && !old.isSymbolicLink()) throw new UnusableFile('it is not a regular file');
    writeNew(temporary, content, { ...options, owner: old ?? strangerAbove(path) });
    options.before?.();
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (options.flush) flushFolder(dirname(path));
}

/**
 * Makes a file for this user alone, whole or not at all.
 * @returns false when there is one already @throws the system's error; nothing is left then
 */
export function createFile(path: string, content: string): boolean {
  try {
    writeNew(path, content, { owner: strangerAbove(path) });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a file; that it is gone already is as good. @throws the system's error */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}

/** `wx`: a link that somebody put there is not followed. */
function writeNew(
  path: string,
  content: string | Uint8Array,
  { flush, readable, owner }: ReplaceOptions & { owner: Stats | undefined },
): void {
  const fd = openSync(path, 'wx', readable ? 0o644 : 0o600);
  try {
    let rest = typeof content === 'string' ? Buffer.from(content) : content;
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
    if (owner && process.geteuid?.() === 0) fchownSync(fd, owner.uid, owner.gid);
    if (flush) fsyncSync(fd);
  } catch (error) {
    // A full disk leaves an empty file behind.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Where a chain of links ends, whether or not anything is there. @throws UnusableFile when it ends nowhere */
export function followLinks(path: string, left = 40): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  if (left === 0) throw new UnusableFile('its links go round in circles');
  return followLinks(resolve(realpathSync(dirname(path)), readlinkSync(path)), left - 1);
}

/** Makes a renaming last through a power cut, where folders can be flushed. The new file is in place anyway. */
function flushFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows has no such thing, nor have some file systems.
  }
}

const randomName = () => Math.random().toString(36).slice(2, 10);
