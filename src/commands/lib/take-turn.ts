import type { Deps } from '../../deps.js';
import { formatDuration } from '../../domain/duration.js';
import { isoSecond } from '../../domain/utc.js';
import { ExoError } from '../../errors.js';
import type { LockHolder } from '../../io/locks.js';

/** How long a run waits for another one when nothing else is said, in ms. */
export const DEFAULT_LOCK_WAIT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;
/** For changing a small file, which takes no time: whoever has it longer hangs. */
export const FILE_TURN = { waitMs: 10_000, hint: 'try it again' };

/** What is ours until it is released. */
export interface Turn {
  /** Lets the next one go on; may be called several times. */
  release(): Promise<void>;
  /** Somebody else had it first. */
  waited: boolean;
  /** Why the lock is not kept where it belongs, in words: a disk is full. */
  full?: string | undefined;
  /** Why nothing could be locked: then whoever else comes does not wait. */
  unlocked?: string | undefined;
}

/** Whose things are meant, for locks and records: two runs with the same endpoint and API key. */
export async function accountOf(deps: Deps): Promise<readonly [endpoint: string, key: string]> {
  const settings = await deps.settings();
  const { key } = await settings.credentials(deps.signal);
  return [settings.endpoint?.url ?? '', key];
}

/**
 * Takes locks, waiting for other runs that have one of them.
 * @param hint what to do when they are not free in time
 * @throws ExoError conflict (code `locked`), naming who has it, when they are not free in time
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
  const deadline = deps.clock.now() + waitMs;
  let told = false;
  let full: string | undefined;
  try {
    // In one order everywhere, so that two runs never wait for each other.
    for (const key of [...new Set(keys)].sort()) {
      for (let attempt = await locks.take(key); ; attempt = await locks.take(key)) {
        if (attempt.kind === 'taken') {
          releases.push(attempt.release);
          full ??= attempt.full;
          break;
        }
        if (attempt.kind === 'impossible') return { release, waited: told, full, unlocked: attempt.why };
        const left = deadline - deps.clock.now();
        if (left <= 0) throw locked(attempt.by, waitMs, hint);
        if (!told) deps.io.say(`Waiting for another run: ${described(attempt.by)} …`);
        told = true;
        await deps.clock.sleep(Math.min(LOOK_EVERY_MS, left), deps.signal);
      }
    }
    return { release, waited: told, full };
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
