/** What the last runs of `apply` have made of the deployments of a file, by zone and name. */
export type RunRecord = Readonly<Record<string, Brought>>;

/** A deployment that a run has brought into its state, or found there. */
export interface Brought {
  /** The moment the run went by, in ms since the UNIX epoch. */
  at: number;
  replicas: number;
  /** A size that a later run has asked for and not seen come: not waited for, or failed. */
  sent?: number | undefined;
  /** Outside the schedule: excepted days, or a hold, decided. */
  outside?: boolean | undefined;
}

/** What runs of one machine tell the next one. */
export interface RunRecords {
  /** The one that was written under a key, any text. */
  find(key: string): RunRecord | undefined;
  /** @returns why it could not be written */
  write(key: string, record: RunRecord): string | undefined;
}
