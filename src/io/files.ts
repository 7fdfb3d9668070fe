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

// Only this file makes folders, and makes, replaces and removes files. It imports nothing but Node's own modules and
// one small file, because the launcher, which is read at every start, contains it too.

/** A file or folder that cannot be used, for a reason without a system's code. The message can follow a colon. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/**
 * Makes a folder for this user alone (0700), and missing ones above it, one by one. Node's own `recursive` never ends
 * if a parent exists but answers that it does not when a folder is made in it (`/proc`, an automounted `/home`). If
 * root makes a folder in somebody else's folder, it is given to that user, who could not enter it otherwise.
 * @param inside the folder that has to exist already: no home folder is ever made
 * @returns whether it was made now
 * @throws UnusableFile if `inside` does not exist or is no folder; or the system's error
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
    // Another run may have made it in the meantime.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    if (errorCode(error) === 'ENOENT') throw new UnusableFile(`no folder can be made in ${dirname(path)}`);
    throw error;
  }
  const owner = strangerAbove(path);
  if (owner) chownSync(path, owner.uid, owner.gid);
  return true;
}

/** If root runs this and the folder around the path belongs to another user: that user's IDs. */
function strangerAbove(path: string): Stats | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const above = statSync(dirname(path));
  return above.uid === 0 ? undefined : above;
}

/**
 * Refuses a file or folder of another user. On Windows nothing is refused, because the owner is not known.
 * @throws UnusableFile if it belongs to another user
 */
export function requireOwner(path: string): void {
  const us = process.geteuid?.();
  if (us !== undefined && statSync(path).uid !== us) throw new UnusableFile(`${path} is another user's`);
}

interface ReplaceOptions {
  /** The content is flushed to the disk before the file takes its place, so that it survives a power cut. */
  flush?: boolean;
  /** Others may read the file (0644), as far as the umask allows it. */
  readable?: boolean;
  /** Called right before the file takes its place. If it throws, the old file stays. */
  before?: () => void;
}

/**
 * Replaces or makes a file, whole or not at all, because others may be reading it. Only its owner may read it (0600),
 * unless `readable`. If root replaces a file, its owner stays the same. A link itself is replaced; see `followLinks`.
 * @throws UnusableFile for what is no regular file, or the system's error; then the old file is unchanged and no
 * temporary file is left
 */
export function replaceFile(path: string, content: string | Uint8Array, options: ReplaceOptions = {}): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomName()}.tmp`);
  try {
    const old = lstatSync(path, { throwIfNoEntry: false });
    // Renaming would put a file in the place of a device, a pipe or a socket.
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
 * @returns false if it exists already @throws the system's error; then nothing is left
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

/** Removes a file; it is no error if there is none. @throws the system's error */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}

/** Writes a new file. With `wx`, a link that somebody has put there is not followed. */
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
    // On a full disk an empty file would be left behind.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Where links lead in the end, whether or not anything exists there. @throws UnusableFile if they form a circle */
export function followLinks(path: string, linksLeft = 40): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  if (linksLeft === 0) throw new UnusableFile('its links go round in circles');
  return followLinks(resolve(realpathSync(dirname(path)), readlinkSync(path)), linksLeft - 1);
}

/** Makes a renaming survive a power cut, where folders can be flushed; else the new file is in place all the same. */
function flushFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows and some file systems cannot flush folders.
  }
}

const randomName = () => Math.random().toString(36).slice(2, 10);
