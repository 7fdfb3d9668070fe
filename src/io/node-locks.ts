import { createHash, randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from './file-problem.js';
import { errorCode, removeFile } from './files.js';
import { create, type Found, find, type Written } from './lock-file.js';
import type { LockAttempt, LockHolder, Locks } from './locks.js';
import { makeStateFolder, type StateFolder } from './state-folder.js';

export interface NodeLockOptions {
  /** Where locks are kept: in the first of these folders that can be written to. */
  folders: readonly StateFolder[];
  host?: string;
  pid?: number;
  /** Whether a process of this machine lives. */
  isAlive?: (pid: number) => boolean;
}

/** A holder shows so often that it lives, in ms. */
const HEARTBEAT_MS = 30_000;
/** One not heard of for so long is gone, wherever it ran; also when its process ID belongs to another by now. */
const SILENT_MS = 5 * 60_000;
/** A lock that is not yet written out, or whose takeover was broken off, may stand so long. */
const UNFINISHED_MS = 10_000;

/** Locks as files, each made whole or not at all (`O_EXCL`), with who holds it inside. */
export function nodeLocks(options: NodeLockOptions): Locks {
  const { folders, host = hostname(), pid = process.pid, isAlive = lives } = options;
  const held = new Map<string, { token: string; heartbeat: NodeJS.Timeout }>();

  const isStale = ({ written, ageMs }: Found) =>
    written === undefined
      ? ageMs > UNFINISHED_MS
      : ageMs > SILENT_MS || (written.host === host && !isAlive(written.pid));

  const hold = (path: string, token: string): LockAttempt => {
    const beat = () => utimes(path, new Date(), new Date()).catch(() => {});
    const heartbeat = setInterval(beat, HEARTBEAT_MS);
    heartbeat.unref();
    held.set(path, { token, heartbeat });
    return {
      kind: 'taken',
      async release() {
        const ours = held.get(path)?.token === token;
        held.delete(path);
        clearInterval(heartbeat);
        // Taken over by someone who held us for dead: no longer ours to remove. One that cannot be removed is taken
        // over once this process has ended.
        if (ours) removeIfStill(path, token);
      },
    };
  };

  /** One attempt in one folder. @throws the system's error where it cannot be kept there */
  const takeAt = (path: string, mine: Written): LockAttempt => {
    if (create(path, mine)) return hold(path, mine.token);
    const found = find(path);
    if (found && !isStale(found)) return { kind: 'held', by: holderOf(found) };
    if (takeOver(path, isStale, mine)) return hold(path, mine.token);
    return { kind: 'held', by: holderOf(find(path)) };
  };

  return {
    async take(key) {
      const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.lock`;
      const mine: Written = { pid, host, since: Date.now(), token: randomUUID() };
      const reasons: string[] = [];
      for (const each of folders) {
        const folder = makeStateFolder(each, 'locks');
        if ('why' in folder) {
          reasons.push(folder.why);
          continue;
        }
        const path = join(folder.path, name);
        try {
          return takeAt(path, mine);
        } catch (error) {
          reasons.push(`${path}: ${fileProblem(error)}`);
        }
      }
      return { kind: 'impossible', why: reasons.join('; ') };
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

function removeIfStill(path: string, token: string): void {
  try {
    if (find(path)?.written?.token === token) removeFile(path);
  } catch {
    // Not to be read or removed: a dead holder's lock is taken over anyway.
  }
}

function holderOf(found: Found | undefined): LockHolder | undefined {
  if (!found?.written) return undefined;
  const { pid, host, since } = found.written;
  return { pid, host, since: new Date(since) };
}

/**
 * Removes a lock whose holder is gone and takes it. Of several who see that at the same time only the one with the
 * guard acts, and only if it still is so: otherwise the second would remove the lock the first has just taken.
 */
function takeOver(path: string, isStale: (found: Found) => boolean, mine: Written): boolean {
  const guard = `${path}.takeover`;
  if (!create(guard, mine)) {
    const left = find(guard);
    if (left && left.ageMs > UNFINISHED_MS) removeFile(guard);
    return false;
  }
  try {
    const found = find(path);
    if (found && !isStale(found)) return false;
    removeFile(path);
    return create(path, mine);
  } finally {
    removeFile(guard);
  }
}

/** Signal 0 only asks. One that may not be signalled lives, as another user's. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
