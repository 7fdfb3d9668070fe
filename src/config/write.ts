import { randomBytes } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExoError } from '../errors.js';
import { errorCode, fileProblem } from './files.js';

/** The part of node:fs/promises that writing needs. */
export type WriteFs = Pick<
  typeof nodeFs,
  'chown' | 'mkdir' | 'open' | 'readFile' | 'readlink' | 'realpath' | 'rename' | 'stat' | 'unlink'
>;

/** What is to be written. */
export interface FileToWrite {
  path: string;
  /** Its name for messages. */
  shown: string;
  text: string;
  /** The text that was edited, undefined for a new file: if it is no longer there, nothing is overwritten. */
  was: string | undefined;
}

/**
 * Writes a configuration file whole or not at all: into a temporary file beside it, flushed to the disk and renamed.
 * The file can be read by its owner alone (0600), a folder made for it too (0700). A symbolic link stays one: what
 * it points to is replaced.
 * @throws {ExoError} `usage` when it cannot be written, `conflict` when somebody else wrote it meanwhile; the old
 *   file is as it was then, and no temporary file is left.
 */
export async function writeConfigFile(file: FileToWrite, fs: WriteFs = nodeFs): Promise<void> {
  try {
    const target = await followLinks(file.path, fs);
    await fs.mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await replace(target, file, fs);
  } catch (error) {
    if (error instanceof ExoError) throw error;
    throw new ExoError('usage', `configuration file ${file.shown} cannot be written: ${fileProblem(error)}`, {
      code: 'config-not-written',
      cause: error,
    });
  }
}

/** Where a chain of links ends, whether or not anything is there. */
async function followLinks(path: string, fs: WriteFs, left = 40): Promise<string> {
  const link = await fs.readlink(path).catch(() => undefined);
  if (link === undefined) return path;
  if (left === 0) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
  return followLinks(resolve(await fs.realpath(dirname(path)), link), fs, left - 1);
}

async function replace(target: string, file: FileToWrite, fs: WriteFs): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await fs.open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(file.text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const old = await current(target, fs);
    if (old?.text !== file.was) {
      throw new ExoError(
        'conflict',
        `configuration file ${file.shown} was changed by somebody else meanwhile`,
        {
          hint: 'Nothing was written. Run the command again.',
          code: 'config-changed',
        },
      );
    }
    // As root in somebody's home folder: the file stays theirs, or they could no longer read it.
    if (old) await fs.chown(temporary, old.uid, old.gid).catch(() => undefined);
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushFolder(dirname(target), fs);
}

async function current(target: string, fs: WriteFs) {
  try {
    const facts = await fs.stat(target);
    // Renaming over a device or a pipe would put a file in its place.
    if (!facts.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENOTREG' });
    const { uid, gid } = facts;
    return { uid, gid, text: await fs.readFile(target, 'utf8') };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the renaming last through a power cut, where folders can be flushed. The new file is in place anyway. */
async function flushFolder(folder: string, fs: WriteFs): Promise<void> {
  const handle = await fs.open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
