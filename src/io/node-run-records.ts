import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { fileProblem } from './file-problem.js';
import { replaceFile } from './files.js';
import type { RunRecords } from './run-records.js';
import { sha256 } from './sha256.js';
import { makeStateFolder, type StateFolder } from './state-folder.js';

const written = z.record(
  z.string(),
  z.object({
    at: z.number(),
    replicas: z.number(),
    sent: z.optional(z.number()),
    outside: z.optional(z.boolean()),
  }),
);

/** Records as files, one for each key, in the first of these folders that can be written to. */
export function nodeRunRecords(folders: readonly StateFolder[]): RunRecords {
  const places = (key: string) =>
    folders.map((folder) => {
      const made = makeStateFolder(folder, 'runs');
      return 'why' in made ? made : { path: join(made.path, `${sha256(key).slice(0, 32)}.json`) };
    });
  return {
    find(key) {
      for (const place of places(key)) {
        const found = 'path' in place ? read(place.path) : undefined;
        if (found) return found;
      }
      return undefined;
    },
    write(key, record) {
      let why = 'there is no home folder';
      for (const place of places(key)) {
        if ('why' in place) {
          why = place.why;
          continue;
        }
        try {
          replaceFile(place.path, `${JSON.stringify(record)}\n`);
          return undefined;
        } catch (error) {
          why = `${place.path}: ${fileProblem(error)}`;
        }
      }
      return why;
    },
  };
}

/** What cannot be understood is as good as none. */
function read(path: string) {
  try {
    return written.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
