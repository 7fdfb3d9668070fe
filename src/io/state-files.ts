import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { fileProblem } from './file-problem.js';
import { removeFile, replaceFile } from './files.js';
import { sha256 } from './sha256.js';
import { makeStateFolder, type StateFolder } from './state-folder.js';

/**
 * Records as files of JSON, one for each key, any text, in the first of these folders that can be written to. They are
 * read in all of them: what can be written to now may not have been so before.
 * @param below the folder in each of them, such as `runs`
 */
export function stateFiles<T>(folders: readonly StateFolder[], below: string, schema: z.ZodMiniType<T>) {
  const places = (key: string) =>
    folders.map((folder) => {
      const made = makeStateFolder(folder, below);
      return 'why' in made ? made : { path: join(made.path, `${sha256(key).slice(0, 32)}.json`), folder };
    });
  /** What cannot be understood, cut off or of another version, is as good as none. */
  const read = (path: string): { record: T; writtenAt: number }[] => {
    try {
      const record = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
      return [{ record, writtenAt: statSync(path).mtimeMs }];
    } catch {
      return [];
    }
  };
  return {
    /** All that stand under a key, the one that was written last first. */
    find(key: string): T[] {
      const found = places(key).flatMap((place) => ('path' in place ? read(place.path) : []));
      return found.sort((a, b) => b.writtenAt - a.writtenAt).map(({ record }) => record);
    },
    /** @returns where it was written, if anywhere, and why not in the folders before */
    write(key: string, record: T, options: { flush?: boolean } = {}) {
      const reasons: string[] = [];
      for (const place of places(key)) {
        if ('why' in place) {
          reasons.push(place.why);
          continue;
        }
        try {
          replaceFile(place.path, `${JSON.stringify(record)}\n`, options);
          return { folder: place.folder, reasons };
        } catch (error) {
          reasons.push(`${place.path}: ${fileProblem(error)}`);
        }
      }
      return { folder: undefined, reasons };
    },
    strike(key: string): void {
      for (const place of places(key)) {
        try {
          if ('path' in place) removeFile(place.path);
        } catch {
          // Whoever comes next looks first, and says what it found.
        }
      }
    },
  };
}
