import { readFileSync, statSync } from 'node:fs';
import { errorCode } from '../io/files.js';

/** What is asked of a file before it is read. */
export interface FileFacts {
  folder: boolean;
  /** POSIX mode bits; meaningless on Windows. */
  mode: number;
}

/** The little of a file system that reading settings needs. */
export interface Files {
  /** undefined where nothing is; rejects when it cannot be told, as in a folder that may not be entered. */
  stat(path: string): Promise<FileFacts | undefined>;
  /** The text of a UTF-8 file. */
  readFile(path: string): Promise<string>;
}

/**
 * The real file system. Small files are read at once: the first use of `node:fs/promises` takes longer than they
 * do. What is no regular file, `<(…)` of a shell say, may keep its reader waiting and must not hold up a signal.
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
    if (statSync(path).isFile()) return readFileSync(path, 'utf8');
    const { readFile } = await import('node:fs/promises');
    return readFile(path, 'utf8');
  },
};
