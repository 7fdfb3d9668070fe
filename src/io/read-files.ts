import { constants, createReadStream, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { errorCode } from '../domain/system-error.js';
import type { Stranger } from './strangers.js';
import { decodeText, MOST_BYTES, readBytes, readStream, tooLarge } from './text.js';

/** What is known of a file before it is read. */
export interface FileFacts {
  folder: boolean;
  /** POSIX mode bits; meaningless on Windows. */
  mode: number;
}

/** The part of a file system that reading settings needs. */
export interface Files {
  /** Resolves to undefined if nothing is there. Rejects if that cannot be found out: a folder may not be entered. */
  stat(path: string): Promise<FileFacts | undefined>;
  /** The text of a file. Rejects if the file is not text, see `decodeText`. */
  readFile(path: string): Promise<string>;
  /** The bytes of a file. Rejects if they are more than `most`. Absent for file systems that tests imitate. */
  readBytes?(path: string, most: number): Promise<Uint8Array>;
  /** Who else could have written a file, see `strangerTo`. Absent for file systems that tests imitate. */
  stranger?(path: string, home: string | undefined): Promise<Stranger | undefined>;
}

/**
 * The real file system. Small files are read synchronously, because the first use of `node:fs/promises` takes longer
 * than reading them. What is not a regular file, such as `<(…)` of a shell, is read as a stream: it may keep its reader
 * waiting, and signals must be heard meanwhile.
 */
export const nodeFiles: Files = {
  async stat(path) {
    try {
      const facts = statSync(path);
      return { folder: facts.isDirectory(), mode: facts.mode };
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
      throw error;
    }
  },
  async readFile(path) {
    const facts = statSync(path);
    if (!facts.isFile()) return readStream(await streamOf(path, facts));
    if (facts.size > MOST_BYTES) throw tooLarge();
    return decodeText(readFileSync(path));
  },
  async readBytes(path, most) {
    const facts = statSync(path);
    if (!facts.isFile()) return readBytes(await streamOf(path, facts), most);
    if (facts.size > most) throw tooLarge(most);
    return readFileSync(path);
  },
  async stranger(path, home) {
    const { strangerTo } = await import('../io/strangers.js');
    return strangerTo(path, home);
  },
};

/**
 * What is not a regular file, as a stream. Node opens and reads files in threads, and a process cannot end before these
 * have returned: with a pipe that nobody writes to, it would survive even SIGTERM. So on Linux a pipe is read as Node
 * reads its standard input, without a thread. In Bun, and on systems where this has not been tried, it stays a file.
 */
async function streamOf(path: string, facts: Stats): Promise<AsyncIterable<Uint8Array>> {
  if (!facts.isFIFO() || process.platform !== 'linux' || process.versions.bun) return createReadStream(path);
  const { Socket } = await import('node:net');
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
