import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod/mini';
import { tryJson } from '../domain/json.js';
import { errorCode } from '../domain/system-error.js';
import { createFile, removeFile } from './files.js';

/** Who holds a lock. The token tells this holding of the lock from the next one, which may have the same process ID. */
const record = z.object({ pid: z.int(), host: z.string(), since: z.number(), token: z.string() });
export type LockRecord = z.infer<typeof record>;

export interface FoundLock {
  /** What the file says; absent if it is not, or not yet, completely written. */
  written: LockRecord | undefined;
  ageMs: number;
}

/** How long a lock that is not completely written, or a takeover that was broken off, is left alone, in ms. */
export const UNFINISHED_MS = 10_000;

/**
 * Whether a process of this machine is alive. Signal 0 does nothing but check. EPERM means that the process exists but
 * belongs to another user. A process that has ended and whose parent has not yet fetched its exit code (a zombie, state
 * Z) also takes signals; on Linux its state is read.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  try {
    // The process name before the state stands in brackets, and can contain any character.
    const state = /\) (\w)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return true;
  }
}

/** Makes the lock file, whole or not at all. @returns false if it exists already @throws the system's error */
export function createLock(path: string, content: LockRecord): boolean {
  return createFile(path, `${JSON.stringify(content)}\n`);
}

/** Reads who has a lock, and since when. @returns undefined if there is no lock @throws the system's error */
export function readLock(path: string): FoundLock | undefined {
  try {
    const written = record.safeParse(tryJson(readFileSync(path, 'utf8'))).data;
    return { written, ageMs: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes a lock if it still has this token: another process may have taken us for dead and taken the lock over. */
export function removeIfStill(path: string, token: string): void {
  try {
    if (readLock(path)?.written?.token === token) removeFile(path);
  } catch {
    // If it cannot be read or removed, it is taken over once this process has ended.
  }
}

/**
 * Removes a lock whose holder is gone, and takes it. If several processes see this at the same time, only the one that
 * makes the guard file acts, and only if the lock is still stale. Without the guard the second would remove the lock
 * that the first has just taken.
 */
export function takeOver(path: string, isStale: (found: FoundLock) => boolean, mine: LockRecord): boolean {
  const guard = `${path}.takeover`;
  if (!createLock(guard, mine)) {
    const other = readLock(guard);
    if (other && other.ageMs > UNFINISHED_MS) removeFile(guard);
    return false;
  }
  try {
    const found = readLock(path);
    if (found && !isStale(found)) return false;
    removeFile(path);
    return createLock(path, mine);
  } finally {
    removeFile(guard);
  }
}
