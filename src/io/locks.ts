import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  createLock,
  type FoundLock,
  isProcessAlive,
  type LockRecord,
  readLock,
  removeIfStill,
  takeOver,
  UNFINISHED_MS,
} from './lock-file.js';
import { sha256 } from './sha256.js';
import { findStateFolder, inFirst, type StateFolder } from './state-folder.js';

/** Who has a lock. */
export interface LockHolder {
  pid: number;
  host: string;
  since: Date;
}

/**
 * The result of an attempt to take a lock: it is ours, somebody else has it, or no lock can be kept in any folder.
 * `full`: why the lock is not in its usual folder, if that disk is full.
 */
export type LockAttempt =
  | { kind: 'taken'; release(): Promise<void>; full?: string | undefined }
  | { kind: 'held'; by: LockHolder | undefined }
  | { kind: 'impossible'; why: string };

/** Locks between processes, and between machines that share a home folder. A holder that has died loses its locks. */
export interface Locks {
  /** Tries once, without waiting. @param key any text; equal texts exclude each other */
  take(key: string): Promise<LockAttempt>;
  /** Releases all locks at once, for a process that ends before its command does. */
  releaseAll(): void;
}

interface NodeLockOptions {
  /** Locks are kept in the first of these folders that can be written to. */
  folders: readonly StateFolder[];
  host?: string;
  pid?: number;
  /** Whether a process of this machine is alive. */
  isAlive?: (pid: number) => boolean;
}

/** How often a holder touches its lock file to show that it is alive, in ms. */
const HEARTBEAT_MS = 30_000;
/**
 * A holder that has not touched its lock file for this long, in ms, counts as dead, on any machine, and also if another
 * process has its process ID by now.
 */
const SILENT_MS = 5 * 60_000;
/** The system's codes for a full disk. */
const FULL = ['ENOSPC', 'EDQUOT'];

/** Keeps locks as files that say who holds them. Each is made whole or not at all (`O_EXCL`). */
export function nodeLocks(options: NodeLockOptions): Locks {
  const { folders, host = hostname(), pid = process.pid, isAlive = isProcessAlive } = options;
  const held = new Map<string, { token: string; heartbeat: NodeJS.Timeout }>();

  const isStale = (path: string, { written, ageMs }: FoundLock) => {
    if (written === undefined) return ageMs > UNFINISHED_MS;
    if (written.host !== host || ageMs > SILENT_MS) return ageMs > SILENT_MS;
    // The process ID is ours but the lock is not: in a container each run has the process ID 1.
    if (written.pid === pid && held.get(path)?.token !== written.token) return ageMs > 2 * HEARTBEAT_MS;
    return !isAlive(written.pid);
  };

  const hold = (path: string, token: string): LockAttempt => {
    const beat = () => utimes(path, new Date(), new Date()).catch(() => {});
    const heartbeat = setInterval(beat, HEARTBEAT_MS);
    heartbeat.unref();
    held.set(path, { token, heartbeat });
    return {
      kind: 'taken',
      async release() {
        held.delete(path);
        clearInterval(heartbeat);
        removeIfStill(path, token);
      },
    };
  };

  /** Tries to take a lock in one folder. @throws the system's error if it cannot be kept there */
  const takeAt = (path: string, mine: LockRecord): LockAttempt => {
    if (createLock(path, mine)) return hold(path, mine.token);
    const found = readLock(path);
    if (found && !isStale(path, found)) return { kind: 'held', by: holderOf(found) };
    if (takeOver(path, (one) => isStale(path, one), mine)) return hold(path, mine.token);
    return { kind: 'held', by: holderOf(readLock(path)) };
  };

  /** A live lock of this name in another folder: its holder could not write here, or we cannot write there. */
  const heldElsewhere = (here: StateFolder, name: string): FoundLock | undefined => {
    for (const folder of folders) {
      const inside = folder === here ? undefined : findStateFolder(folder, 'locks');
      const path = inside && join(inside, name);
      const found = path && readLock(path);
      if (found && !isStale(path, found)) return found;
    }
    return undefined;
  };

  return {
    async take(key) {
      const name = `${sha256(key).slice(0, 32)}.lock`;
      const mine: LockRecord = { pid, host, since: Date.now(), token: randomUUID() };
      const { done, obstacles } = inFirst(folders, 'locks', name, (path, folder) => {
        const attempt = takeAt(path, mine);
        return { attempt, other: attempt.kind === 'taken' ? heldElsewhere(folder, name) : undefined };
      });
      if (!done) return { kind: 'impossible', why: obstacles.map(({ why }) => why).join('; ') };
      const { attempt, other } = done;
      const full = obstacles.find(({ code }) => FULL.includes(code ?? ''))?.why;
      if (attempt.kind !== 'taken' || !other) return { ...attempt, ...(full && { full }) };
      await attempt.release();
      return { kind: 'held', by: holderOf(other) };
    },
    releaseAll() {
      for (const [path, { token, heartbeat }] of held) {
        clearInterval(heartbeat);
        removeIfStill(path, token);
      }
      held.clear();
    },
  };
}

function holderOf(found: FoundLock | undefined): LockHolder | undefined {
  if (!found?.written) return undefined;
  const { pid, host, since } = found.written;
  return { pid, host, since: new Date(since) };
}
