import type { Ephemeral } from './inputs.js';
import type { Ended } from './program.js';

/** Looks at what is not there: a creation that was broken off may show only later. */
const LOOKS = 2;
const TRIES = 3;
const PAUSE_MS = 15_000;
/** A conflict, a deadline, an unreachable service: worth another try. */
const PASSING = [5, 8, 9];
const NOT_FOUND = 4;

/**
 * Ends the job's deployment: takes it to zero, or deletes it, and waits until the service has done so.
 * @returns undefined when there is none, else how the last try ended
 */
export async function endDeployment(
  { deployment, zone, end }: Ephemeral,
  run: (line: readonly string[]) => Promise<Ended>,
  sleep: (ms: number) => Promise<void>,
): Promise<Ended | undefined> {
  const where = ['-z', zone];
  for (let look = 1; ; look++) {
    const { code } = await run(['deployment', 'show', deployment, ...where, '-O', 'json']);
    if (code !== NOT_FOUND) break;
    if (look === LOOKS) return undefined;
    await sleep(PAUSE_MS);
  }
  const line =
    end === 'zero'
      ? ['deployment', 'scale', deployment, '0', ...where]
      : ['deployment', 'delete', deployment, '-f', ...where];
  for (let tries = 1; ; tries++) {
    const ended = await run(line);
    if (ended.code === NOT_FOUND) return undefined;
    if (tries === TRIES || !PASSING.includes(ended.code)) return ended;
    await sleep(PAUSE_MS);
  }
}
