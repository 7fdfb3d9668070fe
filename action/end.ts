import type { Ephemeral } from './inputs.js';
import type { Ended } from './program.js';

/** Looks at what is not there: a creation that was broken off may show only later, as everywhere within a minute. */
const LOOKS = 5;
const PAUSE_MS = 15_000;
/** A scaling that the job has left under way is refused another one for minutes. */
const MOST_MINUTES = 20;
const MOST_MS = MOST_MINUTES * 60_000;
/** A conflict, a deadline, an unreachable service: worth another try. */
const PASSING = [5, 8, 9];
const NOT_FOUND = 4;

/** What ending it takes from around it. */
export interface Ending {
  run(line: readonly string[]): Promise<Ended>;
  sleep(ms: number): Promise<void>;
  /** Milliseconds, of any clock. */
  now(): number;
  log(text: string): void;
}

/**
 * Ends the job's deployment: takes it to zero, or deletes it, and waits until the service has done so. What stands in
 * the way and may pass is waited out: until then it is billed.
 * @returns undefined when there is none, else how the last try ended
 */
export async function endDeployment(
  { deployment, zone, end }: Ephemeral,
  { run, sleep, now, log }: Ending,
): Promise<Ended | undefined> {
  const where = ['-z', zone];
  // A change that is under way is waited for by the command itself.
  const patient = [...where, '--wait-timeout', `${MOST_MINUTES}m`];
  for (let look = 1; ; look++) {
    const { code } = await run(['deployment', 'show', deployment, ...where, '-O', 'json']);
    if (code !== NOT_FOUND) break;
    if (look === LOOKS) return undefined;
    await sleep(PAUSE_MS);
  }
  const line =
    end === 'zero'
      ? ['deployment', 'scale', deployment, '0', ...patient]
      : ['deployment', 'delete', deployment, '-f', ...patient];
  const began = now();
  for (let before: number | undefined; ; ) {
    const ended = await run(line);
    if (ended.code === NOT_FOUND) return undefined;
    const isPassing = PASSING.includes(ended.code) && now() - began < MOST_MS;
    // The same refusal every quarter of a minute is told once.
    if (ended.code !== before || !isPassing) log(`${ended.stdout}${ended.stderr}`);
    if (!isPassing) return ended;
    if (before === undefined)
      log(`Trying again every ${PAUSE_MS / 1_000} s, for ${MOST_MINUTES} minutes at most.\n`);
    before = ended.code;
    await sleep(PAUSE_MS);
  }
}
