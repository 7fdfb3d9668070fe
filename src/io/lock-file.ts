import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod/mini';
import { errorCode } from '../domain/system-error.js';
import { createFile, removeFile } from './files.js';

/** Who holds a lock; the token tells one holding of it from the next. */
const record = z.object({ pid: z.int(), host: z.string(), since: z.number(), token: z.string() });
export type LockRecord = z.infer<typeof record>;

/** A lock as it lies there. */
export interface FoundLock {
  /** Absent when it is not, or not yet, written out. */
  written: LockRecord | undefined;
  ageMs: number;
}

/** A lock that is not yet written out, or whose takeover was broken off, may stand so long, in ms. */
export const UNFINISHED_MS = 10_000;

/**
 * Is a process of this machine alive? Signal 0 only asks. One that may not be signalled, as another user's, is. One that has
 * ended and whose parent has not asked for its exit code yet (a zombie, in state Z) takes signals all the same; Linux tells.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  try {
    // The name stands in brackets, and can hold any character.
    const state = /\) (\w)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return true;
  }
}

/** Makes the file, whole or not at all. @returns false when it exists already @throws the system's error */
export function createLock(path: string, content: LockRecord): boolean {
  return createFile(path, `${JSON.stringify(content)}\n`);
}

/** Who has a lock, and since when. @returns undefined when there is none @throws the system's error */
export function readLock(path: string): FoundLock | undefined {
  try {
    const written = parse(readFileSync(path, 'utf8'));
    return { written, ageMs: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): LockRecord | undefined {
  try {
    return record.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Removes a lock if it still is the one with this token: someone who held us for dead may have taken it over. */
export function removeIfStill(path: string, token: string): void {
  try {
    if (readLock(path)?.written?.token === token) removeFile(path);
  } catch {
    // Not to be read or removed: a dead holder's lock is taken over anyway.
  }
}

/**
 * Removes a lock whose holder is gone and takes it. Of several who see that at the same time only the one with the
 * guard acts, and only if it still is so: otherwise the second would remove the lock the first has just taken.
 */
export function takeOver(path: string, isStale: (found: FoundLock) => boolean, mine: LockRecord): boolean {
  const guard = `${path}.takeover`;
  if (!createLock(guard, mine)) {
    const left = readLock(guard);
    if (left && left.ageMs > UNFINISHED_MS) removeFile(guard);
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
