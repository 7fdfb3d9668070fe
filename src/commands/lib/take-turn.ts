import { steady } from '../../clock.js';
import type { Deps } from '../../deps.js';
import { formatDuration } from '../../domain/duration.js';
import { isoSecond } from '../../domain/utc.js';
import { ExoError } from '../../errors.js';
import type { LockHolder } from '../../io/locks.js';

/** How long a run waits for another one by default, in ms. */
export const DEFAULT_LOCK_WAIT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;
/** For changes of a small file. They take no time, so a run that holds the lock longer hangs. */
export const FILE_TURN = { waitMs: 10_000, hint: 'try it again' };

/** Locks that this run holds. */
export interface Turn {
  /** Releases them; may be called several times. */
  release(): Promise<void>;
  /** Another run held one of them first. */
  waited: boolean;
  /** Why a lock is not in its usual folder, for instance because a disk is full. */
  full?: string | undefined;
  /** Why no lock could be taken, so that other runs do not wait for this one. */
  unlocked?: string | undefined;
}

/** The account in the keys of locks and records: equal for two runs with the same endpoint and API key. */
export async function accountOf(deps: Deps): Promise<readonly [endpoint: string, key: string]> {
  const settings = await deps.settings();
  const { key } = await settings.credentials(deps.signal);
  return [settings.endpoint?.url ?? '', key];
}

/**
 * Takes locks, and waits for other runs that hold one of them.
 * @param hint what to do if they are not free in time
 * @throws ExoError conflict (code `locked`), naming the run that holds one, if they are not free in time
 */
export async function takeTurn(
  deps: Deps,
  keys: readonly string[],
  { waitMs, hint }: { waitMs: number; hint: string },
): Promise<Turn> {
  const locks = await (await deps.machine()).locks();
  const releases: (() => Promise<void>)[] = [];
  const release = async () => {
    await Promise.all(releases.splice(0).map((one) => one()));
  };
  const clock = steady(deps.clock);
  const deadline = clock.now() + waitMs;
  let waited = false;
  let told = false;
  let full: string | undefined;
  try {
    // All runs take their locks in the same order, so that two runs never wait for each other forever.
    for (const key of [...new Set(keys)].sort()) {
      for (let attempt = await locks.take(key); ; attempt = await locks.take(key)) {
        if (attempt.kind === 'taken') {
          releases.push(attempt.release);
          full ??= attempt.full;
          break;
        }
        if (attempt.kind === 'impossible') return { release, waited, full, unlocked: attempt.why };
        const left = deadline - clock.now();
        if (left <= 0) throw locked(attempt.by, waitMs, hint);
        // A run writes who it is right after it has made its lock: at the first look that may not be there yet.
        if (!told && (attempt.by || waited)) {
          deps.io.say(`Waiting for another run: ${described(attempt.by)} …`);
          told = true;
        }
        waited = true;
        await clock.sleep(Math.min(LOOK_EVERY_MS, left), deps.signal);
      }
    }
    return { release, waited, full };
  } catch (error) {
    await release();
    throw error;
  }
}

function described(by: LockHolder | undefined): string {
  return by ? `process ${by.pid} on ${by.host}, since ${isoSecond(by.since)}` : 'one that has just begun';
}

function locked(by: LockHolder | undefined, waitMs: number, hint: string): ExoError {
  const waited = waitMs > 0 ? ` and has not ended within ${formatDuration(waitMs)}` : '';
  return new ExoError('conflict', `another run is under way${waited}: ${described(by)}; nothing was sent`, {
    code: 'locked',
    hint,
    details: by ? { pid: by.pid, host: by.host, since: by.since.toISOString() } : undefined,
  });
}
