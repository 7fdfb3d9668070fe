import * as z from 'zod/mini';
import { stateFiles } from './state-files.js';
import type { StateFolder } from './state-folder.js';

/** What a run of `apply` has made of a deployment, or found already so. */
const brought = z.object({
  /** The moment for which the run took the desired state, in ms since the UNIX epoch; 0: no run has made it so yet. */
  at: z.number(),
  replicas: z.number(),
  /** The ID of the deployment, so that a later run finds it where a list lacks it. */
  id: z.optional(z.string()),
  /** Replicas that a later run has requested but not seen, because it did not wait or because the change failed. */
  sent: z.optional(z.number()),
  /** The change of which the last run has not seen the end, and the replicas that it asks for. */
  open: z.optional(z.object({ operation: z.string(), id: z.string(), replicas: z.optional(z.number()) })),
  /** Whether excepted days or a hold decided, and not the schedule. */
  outside: z.optional(z.boolean()),
  /** Whether a hold decided. */
  held: z.optional(z.boolean()),
});
export type Brought = z.infer<typeof brought>;

/** What the last runs have made of a file's deployments, by zone and name. */
const runRecord = z.record(z.string(), brought);
export type RunRecord = z.infer<typeof runRecord>;

/** What runs of `apply` leave for later runs on the same machine. */
export interface RunRecords {
  /** The record that was written under a key. A key is any text. */
  find(key: string): RunRecord | undefined;
  /** Writes a record. @returns why it could not be written */
  write(key: string, record: RunRecord): string | undefined;
}

/** Keeps records in the first of these folders that can be written to. */
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
