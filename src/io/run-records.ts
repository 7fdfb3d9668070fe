import * as z from 'zod/mini';
import { stateFiles } from './state-files.js';
import type { StateFolder } from './state-folder.js';

/** A deployment that a run of `apply` has brought into its state, or found there. */
const brought = z.object({
  /** The moment the run went by, in ms since the UNIX epoch. */
  at: z.number(),
  replicas: z.number(),
  /** A size that a later run has asked for and not seen come: not waited for, or failed. */
  sent: z.optional(z.number()),
  /** Outside the schedule: excepted days, or a hold, decided. */
  outside: z.optional(z.boolean()),
});
export type Brought = z.infer<typeof brought>;

/** What the last runs have made of the deployments of a file, by zone and name. */
const runRecord = z.record(z.string(), brought);
export type RunRecord = z.infer<typeof runRecord>;

/** What runs of one machine tell the next one. */
export interface RunRecords {
  /** The one that was written under a key, any text. */
  find(key: string): RunRecord | undefined;
  /** @returns why it could not be written */
  write(key: string, record: RunRecord): string | undefined;
}

/** Records in the first of these folders that can be written to. */
export function nodeRunRecords(folders: readonly StateFolder[]): RunRecords {
  const files = stateFiles(folders, 'runs', runRecord);
  return {
    find: (key) => files.find(key)[0],
    write(key, record) {
      const { folder, reasons } = files.write(key, record);
      return folder ? undefined : (reasons.at(-1) ?? 'there is no home folder');
    },
  };
}
