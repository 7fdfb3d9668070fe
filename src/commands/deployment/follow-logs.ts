import { TOLERATED_POLLS } from '../../api/wait.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { advance, begin } from '../../domain/load/log-overlap.js';
import { ExoError } from '../../errors.js';
import type { LogEntry } from '../../schemas/deployment.js';
import { untilRead } from './until-read.js';

/** The log that is followed. */
interface FollowedLogs {
  zone: Pick<ZoneClient, 'zone' | 'getDeploymentLogs'>;
  id: string;
  /** `logs of deployment my-app`, for messages. */
  subject: string;
  /** How many of the lines that are already there to print. */
  tail: number;
}

const POLL_MS = 2_000;
/** Lines asked for at least, so that a window overlaps with what was seen before; and at most. */
const WINDOW = { least: 100, most: 10_000 } as const;
/** One look with its own retries, in ms. */
const LOOK_TIMEOUT_MS = 30_000;

/**
 * Prints log lines as they come, none twice and none left out, until stdout's reader goes away. The service has
 * nothing to subscribe to: its last lines are asked for again and again.
 * @throws ExoError unavailable after more than five failed looks in a row, not-found, or the signal's reason
 */
export async function followLogs(
  deps: Pick<Deps, 'io' | 'clock' | 'signal'>,
  logs: FollowedLogs,
  print: (entries: readonly LogEntry[]) => void,
): Promise<void> {
  await untilRead(deps, (signal) => keepPrinting(deps, logs, print, signal));
}

async function keepPrinting(
  deps: Pick<Deps, 'io' | 'clock' | 'signal'>,
  { zone, id, subject, tail }: FollowedLogs,
  print: (entries: readonly LogEntry[]) => void,
  signal: AbortSignal,
): Promise<never> {
  const look = async (lines: number) => {
    const { logs } = await zone.getDeploymentLogs(id, lines, { subject, signal, timeoutMs: LOOK_TIMEOUT_MS });
    return { entries: logs, full: logs.length >= lines };
  };
  let size = Math.max(WINDOW.least, tail);
  const first = await look(size);
  print(tail === 0 ? [] : first.entries.slice(-tail));
  deps.io.live();
  if (first.entries.length === 0) deps.io.say(`No ${subject} in ${zone.zone} yet; waiting for them.`);
  let memory = begin(first.entries, first.full);
  for (let failures = 0; ; ) {
    await deps.clock.sleep(POLL_MS, signal);
    try {
      let latest = await look(size);
      let step = advance(memory, latest.entries, latest.full);
      // More came than fit: asked for more, until they hang together with what was seen.
      while (step.lost && latest.full && size < WINDOW.most) {
        size = Math.min(size * 4, WINDOW.most);
        latest = await look(size);
        step = advance(memory, latest.entries, latest.full);
      }
      failures = 0;
      if (step.lost) deps.io.warn(`some ${subject} in ${zone.zone} may have been lost here`);
      print(step.fresh);
      memory = step.memory;
      size = Math.min(WINDOW.most, Math.max(WINDOW.least, step.fresh.length * 4));
    } catch (error) {
      if (!isUnavailable(error) || ++failures > TOLERATED_POLLS) throw error;
    }
  }
}

/** Such a failed look is survived, like a failed poll of a wait. */
const isUnavailable = (error: unknown) => error instanceof ExoError && error.kind === 'unavailable';
