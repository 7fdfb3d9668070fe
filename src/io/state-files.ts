import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { removeFile, replaceFile } from './files.js';
import { sha256 } from './sha256.js';
import { findStateFolder, inFirst, type StateFolder } from './state-folder.js';

/**
 * Keeps records as JSON files, one for each key, in the first of these folders that can be written to. A key is any
 * text. Records are looked for in all folders: a folder that can be written to now may have been closed before.
 * @param below the folder in each of them, such as `runs`
 */
export function stateFiles<T>(folders: readonly StateFolder[], below: string, schema: z.ZodMiniType<T>) {
  const nameOf = (key: string) => `${sha256(key).slice(0, 32)}.json`;
  const found = () => folders.flatMap((folder) => findStateFolder(folder, below) ?? []);
  /** A record that cannot be understood, because it is cut off or of another version, counts as none. */
  const read = (path: string): { record: T; writtenAt: number }[] => {
    try {
      const record = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
      return [{ record, writtenAt: statSync(path).mtimeMs }];
    } catch {
      return [];
    }
  };
  return {
    /** All records of a key, the one written last first. */
    find(key: string): T[] {
      const kept = found().flatMap((folder) => read(join(folder, nameOf(key))));
      return kept.sort((a, b) => b.writtenAt - a.writtenAt).map(({ record }) => record);
    },
    /** The records of all keys, in no order; a key that several folders have comes several times. */
    all(): T[] {
      const paths = found().flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
      return paths.flatMap(read).map(({ record }) => record);
    },
    /** Writes a record. @returns the folder it was written to, if any, and why not to the folders before */
    write(key: string, record: T, options: { flush?: boolean } = {}) {
      const { done, obstacles } = inFirst(folders, below, nameOf(key), (path, folder) => {
        replaceFile(path, `${JSON.stringify(record)}\n`, options);
        return folder;
      });
      return { folder: done, reasons: obstacles.map(({ why }) => why) };
    },
    strike(key: string): void {
      for (const folder of found()) {
        try {
          removeFile(join(folder, nameOf(key)));
        } catch {
          // A record that cannot be removed does no harm: the next run looks whether its creation exists.
        }
      }
    },
  };
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
