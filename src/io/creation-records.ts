/** A creation that was sent, or was about to be, and whose outcome is not known yet. It holds no secret. */
export interface CreationRecord {
  /** A digest of the endpoint and the ID of the API key. */
  account: string;
  zone: string;
  /** `deployment` */
  kind: string;
  name: string;
  /** What was asked for, without whatever might hold a secret. */
  asked: Readonly<Record<string, unknown>>;
  /** Tells two requests apart, in all they ask for. */
  digest: string;
  /** IDs that existed before. */
  before: readonly string[];
  /** Milliseconds since the UNIX epoch. */
  sentAt: number;
  /** The service has accepted it, as this operation. */
  accepted?: { operation?: string | undefined; id?: string | undefined } | undefined;
}

/** What runs on one machine tell each other of the creations they send. */
export interface CreationRecords {
  /** The one that was written under a key, any text, and not struck out since. */
  find(key: string): CreationRecord | undefined;
  /** @returns the protection that is lacking because it could not be written where it belongs; told once */
  write(key: string, record: CreationRecord): string | undefined;
  /** Its outcome is known. */
  strike(key: string): void;
}

/** For a service that ends with the run. */
export const noCreationRecords: CreationRecords = {
  find: () => undefined,
  write: () => undefined,
  strike: () => {},
};
