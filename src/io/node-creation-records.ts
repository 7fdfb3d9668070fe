import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { CreationRecord, CreationRecords } from './creation-records.js';
import { fileProblem } from './file-problem.js';
import { removeFile, replaceFile } from './files.js';
import { makeStateFolder, type StateFolder } from './state-folder.js';

const written = z.object({
  account: z.string(),
  zone: z.string(),
  kind: z.string(),
  name: z.string(),
  asked: z.record(z.string(), z.unknown()),
  digest: z.string(),
  before: z.array(z.string()),
  sentAt: z.number(),
  accepted: z.optional(z.object({ operation: z.optional(z.string()), id: z.optional(z.string()) })),
});

/**
 * Records as files, one a creation, in the first of these folders that can be written to. They are read in all of
 * them: what can be written to now may not have been so before.
 */
export function nodeCreationRecords(folders: readonly StateFolder[]): CreationRecords {
  let told = false;
  const places = (key: string) => {
    const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
    return folders.map((folder) => {
      const made = makeStateFolder(folder, 'creations');
      return 'why' in made ? made : { path: join(made.path, name), lasts: folder.inside !== tmpdir() };
    });
  };
  return {
    find(key) {
      const found = places(key).flatMap((place) => ('path' in place ? (read(place.path) ?? []) : []));
      return found.sort((a, b) => b.sentAt - a.sentAt)[0];
    },
    write(key, record) {
      const reasons: string[] = [];
      for (const place of places(key)) {
        if ('why' in place) {
          reasons.push(place.why);
          continue;
        }
        try {
          replaceFile(place.path, `${JSON.stringify(record)}\n`, { flush: true });
          return place.lasts ? undefined : tellOnce(KEPT_FOR_A_WHILE, reasons);
        } catch (error) {
          reasons.push(`${place.path}: ${fileProblem(error)}`);
        }
      }
      return tellOnce(NOT_KEPT, reasons);
    },
    strike(key) {
      for (const place of places(key)) {
        try {
          if ('path' in place) removeFile(place.path);
        } catch {
          // Whoever comes next looks first, and says what it found.
        }
      }
    },
  };

  function tellOnce(lacking: string, reasons: readonly string[]): string | undefined {
    if (told) return undefined;
    told = true;
    return `${lacking} (${reasons.join('; ') || 'there is no home folder'})`;
  }
}

const KEPT_FOR_A_WHILE =
  'what is created is written down among the temporary files only, so after a restart, or with another home, no run knows of it: check what exists before you repeat one that was broken off';
const NOT_KEPT =
  'what is created cannot be written down, so should this run be broken off, the next does not know what it sent: check what exists before you repeat it';

/** What cannot be understood, cut off or of another version, is as good as none. */
function read(path: string): CreationRecord[] | undefined {
  try {
    const { data } = written.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return data && [data];
  } catch {
    return undefined;
  }
}
