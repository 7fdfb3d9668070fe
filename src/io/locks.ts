/** Who has a lock. */
export interface LockHolder {
  pid: number;
  host: string;
  since: Date;
}

/**
 * What came of an attempt: it is ours, someone has it, or nowhere a lock can be kept. `full`: why it is not kept where
 * it should be, when that is a full disk.
 */
export type LockAttempt =
  | { kind: 'taken'; release(): Promise<void>; full?: string | undefined }
  | { kind: 'held'; by: LockHolder | undefined }
  | { kind: 'impossible'; why: string };

/** Locks between processes, and between machines that share a home folder. A holder that has died has none. */
export interface Locks {
  /** Tries once, without waiting. @param key any text; equal texts exclude each other */
  take(key: string): Promise<LockAttempt>;
  /** Gives up at once whatever is still held, when the process ends before its command does. */
  releaseAll(): void;
}

/** For a service that ends with the run: nobody else knows of it. */
export const noLocks: Locks = {
  take: async () => ({ kind: 'taken', release: async () => {} }),
  releaseAll: () => {},
};
