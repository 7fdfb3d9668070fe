import { tmpdir } from 'node:os';
import * as z from 'zod/mini';
import { stateFiles } from './state-files.js';
import type { StateFolder } from './state-folder.js';

/** A creation that was sent or is about to be sent, and whose outcome is not yet known. The record holds no secret. */
const creationRecord = z.object({
  /** A digest of the endpoint and the ID of the API key. */
  account: z.string(),
  zone: z.string(),
  /** The kind of thing: `deployment`. */
  kind: z.string(),
  name: z.string(),
  /** What the creation asked for, without what may hold a secret. */
  asked: z.record(z.string(), z.unknown()),
  /** A digest of the whole request, to tell two requests apart. */
  digest: z.string(),
  /** The IDs that existed before the creation was sent. */
  before: z.array(z.string()),
  /** When the creation was sent, in milliseconds since the UNIX epoch. */
  sentAt: z.number(),
  /** Set once the service has accepted the creation: its operation, and the ID of what is created. */
  accepted: z.optional(z.object({ operation: z.optional(z.string()), id: z.optional(z.string()) })),
  /** Its operation has failed, and what it may have left was not to be seen yet. */
  failed: z.optional(z.literal(true)),
  /** A list has shown what was created. Another one may still be behind. */
  seen: z.optional(z.literal(true)),
});
export type CreationRecord = z.infer<typeof creationRecord>;

/** The creations that runs on this machine have sent, so that each run knows of the creations of the others. */
export interface CreationRecords {
  /** The record that was written under a key and not removed since. A key is any text. */
  find(key: string): CreationRecord | undefined;
  /** All records, of every account, zone and kind. */
  all(): CreationRecord[];
  /** Writes a record. @returns a warning if it could not be written where it survives a restart; only the first time */
  write(key: string, record: CreationRecord): string | undefined;
  /** Removes a record, because the outcome of its creation is known. */
  strike(key: string): void;
}

const KEPT_FOR_A_WHILE =
  'what is created is written down among the temporary files only, so after a restart, or with another home, no run knows of it: check what exists before you repeat one that was broken off';
const NOT_KEPT =
  'what is created cannot be written down, so should this run be broken off, the next does not know what it sent: check what exists before you repeat it';

/** Keeps records in the first of these folders that can be written to. */
export function nodeCreationRecords(folders: readonly StateFolder[]): CreationRecords {
  const files = stateFiles(folders, 'creations', creationRecord);
  let hasWarned = false;
  return {
    find: (key) => files.find(key).sort((a, b) => b.sentAt - a.sentAt)[0],
    all: files.all,
    write(key, record) {
      const { folder, reasons } = files.write(key, record, { flush: true });
      const lasts = folder !== undefined && folder.inside !== tmpdir();
      if (lasts || hasWarned) return undefined;
      hasWarned = true;
      const warning = folder ? KEPT_FOR_A_WHILE : NOT_KEPT;
      return `${warning} (${reasons.join('; ') || 'there is no home folder'})`;
    },
    strike: files.strike,
  };
}
