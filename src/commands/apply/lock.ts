import type { Deps } from '../../deps.js';
import { formatDuration } from '../../domain/duration.js';
import { ExoError } from '../../errors.js';
import type { LockHolder } from '../../io/locks.js';

/** How long a run waits for another one when nothing else is said, in ms. */
export const DEFAULT_LOCK_WAIT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;

/** What must not be brought into its state by two runs at once. */
export interface Locked {
  /** As they were named; `-` is standard input, of which there is only one. */
  files: readonly string[];
  zones: readonly string[];
}

/**
 * Takes the lock of every file in every zone for the account whose key is used, so that runs that share any of them
 * follow each other.
 * @returns releases them; may be called several times
 * @throws ExoError conflict (code `locked`), naming who has it, when they are not free in time
 */
export async function lock(
  deps: Deps,
  { files, zones }: Locked,
  waitMs: number,
): Promise<() => Promise<void>> {
  const [machine, settings] = await Promise.all([deps.machine(), deps.settings()]);
  const [locks, { key }, paths] = await Promise.all([
    machine.locks(),
    settings.credentials(deps.signal),
    Promise.all(files.map(async (file) => (file === '-' ? file : machine.realPath(file)))),
  ]);
  const account = [settings.endpoint?.url ?? '', key];
  // In one order everywhere, so that two runs never wait for each other.
  const keys = paths.flatMap((path) => zones.map((zone) => JSON.stringify([...account, zone, path]))).sort();
  const releases: (() => Promise<void>)[] = [];
  const releaseAll = async () => {
    await Promise.all(releases.splice(0).map((release) => release()));
  };
  const deadline = deps.clock.now() + waitMs;
  const told = { full: false, held: false };
  try {
    for (const one of new Set(keys)) {
      for (let attempt = await locks.take(one); ; attempt = await locks.take(one)) {
        if (attempt.kind === 'taken') {
          releases.push(attempt.release);
          if (attempt.full && !told.full) deps.io.warn(`${attempt.full}; the lock is kept elsewhere`);
          told.full ||= attempt.full !== undefined;
          break;
        }
        if (attempt.kind === 'impossible') {
          // Better than leaving GPUs running because a disk is full.
          deps.io.warn(`no lock could be taken (${attempt.why}): make sure that no other run is under way`);
          return releaseAll;
        }
        const left = deadline - deps.clock.now();
        if (left <= 0) throw locked(attempt.by, waitMs);
        if (!told.held) deps.io.say(`Waiting for another run: ${described(attempt.by)} …`);
        told.held = true;
        await deps.clock.sleep(Math.min(LOOK_EVERY_MS, left), deps.signal);
      }
    }
    return releaseAll;
  } catch (error) {
    await releaseAll();
    throw error;
  }
}

function described(by: LockHolder | undefined): string {
  return by ? `process ${by.pid} on ${by.host}, since ${by.since.toISOString()}` : 'one that has just begun';
}

function locked(by: LockHolder | undefined, waitMs: number): ExoError {
  const waited = waitMs > 0 ? ` and has not ended within ${formatDuration(waitMs)}` : '';
  return new ExoError('conflict', `another run is at it${waited}: ${described(by)}; nothing was sent`, {
    code: 'locked',
    hint: 'run it again once that one has ended, or wait longer with --lock-timeout',
    details: by ? { pid: by.pid, host: by.host, since: by.since.toISOString() } : undefined,
  });
}
