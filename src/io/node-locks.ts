import { createHash, randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { errorCode, fileProblem } from '../config/files.js';
import { create, type Found, find, remove, usable, type Written } from './lock-file.js';
import type { LockAttempt, LockHolder, Locks } from './locks.js';

export interface NodeLockOptions {
  /** Where locks are kept: the first of these folders that can be written to. */
  folders: readonly string[];
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

/**
 * Where a user's locks are kept. XDG_STATE_HOME has no say: cron would not see it, and two runs with locks in
 * different folders would not see each other.
 */
export function lockFolders(home: string | undefined): string[] {
  const ours = home === undefined ? [] : [join(home, '.local', 'state', 'exo-di', 'locks')];
  return [...ours, join(tmpdir(), `exo-di-locks-${userName()}`)];
}

function userName(): string {
  try {
    const { uid, username } = userInfo();
    return String(uid === -1 ? username : uid);
  } catch {
    // A user ID that is not in the user database, as in some containers.
    return String(process.getuid?.() ?? 'user');
  }
}

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
        // Taken over by someone who held us for dead: no longer ours to remove.
        const isOurs = async () => ours && (await find(path))?.written?.token === token;
        // One that cannot be removed is taken over once this process has ended.
        if (await isOurs().catch(() => false)) await remove(path).catch(() => {});
      },
    };
  };

  return {
    async take(key) {
      const folder = await usable(folders);
      if ('why' in folder) return { kind: 'impossible', why: folder.why };
      const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
      const path = join(folder.path, `${name}.lock`);
      const mine: Written = { pid, host, since: Date.now(), token: randomUUID() };
      try {
        if (await create(path, mine)) return hold(path, mine.token);
        const found = await find(path);
        if (found && !isStale(found)) return { kind: 'held', by: holderOf(found) };
        if (await takeOver(path, isStale, mine)) return hold(path, mine.token);
        return { kind: 'held', by: holderOf(await find(path)) };
      } catch (error) {
        return { kind: 'impossible', why: `${path}: ${fileProblem(error)}` };
      }
    },
    releaseAll() {
      for (const [path, { heartbeat }] of held) {
        clearInterval(heartbeat);
        try {
          unlinkSync(path);
        } catch {
          // Gone already, or not to be removed: a dead holder's lock is taken over anyway.
        }
      }
      held.clear();
    },
  };
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
async function takeOver(path: string, isStale: (found: Found) => boolean, mine: Written): Promise<boolean> {
  const guard = `${path}.takeover`;
  if (!(await create(guard, mine))) {
    const left = await find(guard);
    if (left && left.ageMs > UNFINISHED_MS) await remove(guard);
    return false;
  }
  try {
    const found = await find(path);
    if (found && !isStale(found)) return false;
    await remove(path);
    return await create(path, mine);
  } finally {
    await remove(guard);
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
