import { tmpdir } from 'node:os';
import * as z from 'zod/mini';
import { stateFiles } from './state-files.js';
import type { StateFolder } from './state-folder.js';

/** A creation that was sent, or was about to be, and whose outcome is not known yet. It holds no secret. */
const creationRecord = z.object({
  /** A digest of the endpoint and the ID of the API key. */
  account: z.string(),
  zone: z.string(),
  /** `deployment` */
  kind: z.string(),
  name: z.string(),
  /** What was asked for, without whatever might hold a secret. */
  asked: z.record(z.string(), z.unknown()),
  /** Tells two requests apart, in all they ask for. */
  digest: z.string(),
  /** IDs that existed before. */
  before: z.array(z.string()),
  /** Milliseconds since the UNIX epoch. */
  sentAt: z.number(),
  /** The service has accepted it, as this operation. */
  accepted: z.optional(z.object({ operation: z.optional(z.string()), id: z.optional(z.string()) })),
});
export type CreationRecord = z.infer<typeof creationRecord>;

/** What runs on one machine tell each other of the creations they send. */
export interface CreationRecords {
  /** The one that was written under a key, any text, and not struck out since. */
  find(key: string): CreationRecord | undefined;
  /** @returns the protection that is lacking because it could not be written where it belongs; told once */
  write(key: string, record: CreationRecord): string | undefined;
  /** Its outcome is known. */
  strike(key: string): void;
}

const KEPT_FOR_A_WHILE =
  'what is created is written down among the temporary files only, so after a restart, or with another home, no run knows of it: check what exists before you repeat one that was broken off';
const NOT_KEPT =
  'what is created cannot be written down, so should this run be broken off, the next does not know what it sent: check what exists before you repeat it';

/** Records in the first of these folders that can be written to. */
export function nodeCreationRecords(folders: readonly StateFolder[]): CreationRecords {
  const files = stateFiles(folders, 'creations', creationRecord);
  let told = false;
  return {
    find: (key) => files.find(key).sort((a, b) => b.sentAt - a.sentAt)[0],
    write(key, record) {
      const { folder, reasons } = files.write(key, record, { flush: true });
      const lasts = folder !== undefined && folder.inside !== tmpdir();
      if (lasts || told) return undefined;
      told = true;
      const lacking = folder ? KEPT_FOR_A_WHILE : NOT_KEPT;
      return `${lacking} (${reasons.join('; ') || 'there is no home folder'})`;
    },
    strike: files.strike,
  };
}
