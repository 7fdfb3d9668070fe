import { poll, type WaitOptions } from '../../../api/wait.js';
import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { isBroken, isChanging, isSettled, restsAs } from '../../../domain/deployment-state.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError, failureOf } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { waitOptions } from '../../lib/follow.js';
import { readListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { isOlder, SHOWN_MS } from '../../lib/send-change.js';
import { lookingAt, type Placed } from '../find.js';
import type { Change } from './one-change.js';

/**
 * Waits until a deployment is at rest, then compares it with the change. For changes whose operation is not known,
 * because the answer was lost or another command has sent the change: the service undoes a failed change, and only the
 * deployment shows it.
 * @param sentAt when this run sent the change, in ms: a state that began before is believed only after some seconds
 * @returns the deployment at rest, as the change wants it
 * @throws ExoError operation-failed, deadline, unavailable, not-found
 */
export async function watchChange(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  sentAt?: number,
): Promise<Deployment> {
  const { zone, id, name, typed = name, size, what } = change;
  const options = await waitOptions(deps, what, wait);
  const progress = deps.io.progress(`Waiting for the change of ${name} in ${zone.zone} to end …`);
  const look = looking(change, options);
  const clock = steady(deps.clock);
  let otherSince: number | undefined;
  // At rest and not as asked, it may also be shown as it was before the change, because answers can be behind. So it may
  // if it is as asked since before the change was sent.
  const isOver = async (seen: Deployment | undefined) => {
    const rests = seen !== undefined && isAtRest(seen);
    const isOld = rests && sentAt !== undefined && isOlder(change, { thing: seen }, sentAt);
    if (!rests || (!isOld && (isBroken(seen) || change.isAsked(seen) !== false))) {
      otherSince = undefined;
      return rests;
    }
    otherSince ??= clock.now();
    return clock.now() - otherSince >= SHOWN_MS;
  };
  // The change is under way and takes some time, so the first read comes after a pause.
  const deployment = await lookOn({ zone, name: typed, size }, options, undefined, look, isOver).finally(() =>
    progress.stop(),
  );
  const isDone = deployment && !isBroken(deployment) && change.isAsked(deployment);
  if (isDone) return deployment;
  if (isDone === undefined) throw notTold(change);
  const details = deployment?.['state-details'];
  throw new ExoError(
    'operation-failed',
    `could not ${what} in ${zone.zone}: it was accepted, but did not take effect${details ? `: ${details}` : ''}`,
    {
      code: 'change-taken-back',
      zone: zone.zone,
      deployment: id,
      // It tells if somebody else may have changed it meanwhile.
      hint: [change.instead(deployment).hint, `see why: ${commandFor('explain', typed, zone.zone)}`],
      details: { state: deployment?.state, ...(details ? { state_details: details } : {}) },
    },
  );
}

/**
 * The error for a change that no operation has confirmed, if the deployment does not show its result either: calling it
 * done might leave GPUs billed.
 */
function notTold({ zone: { zone }, what, check }: Change): ExoError {
  return new ExoError(
    'unavailable',
    `"${what}" was accepted in ${zone}, but the service does not tell whether it is done`,
    { code: 'not-seen', zone, hint: `running the command again is safe; look again with: ${check}` },
  );
}

/** Is no change under way? At zero replicas the service may show a state that this program does not know. */
function isAtRest({ state, replicas }: Deployment): boolean {
  return isSettled(state) || state === 'error' || (replicas === 0 && !isChanging(state));
}

/**
 * Waits until no change of a deployment is under way, whoever has begun it.
 * @returns the deployment at rest @throws ExoError not-found, deadline, unavailable, the signal's reason
 */
export async function waitUntilSettled(deps: Deps, placed: Placed, wait: WaitInput): Promise<Deployment> {
  const options = await waitOptions(deps, `finish the change of deployment ${placed.name}`, wait);
  const look = looking(placed, options);
  return lookOn(placed, options, await look(FIRST_LOOK_MS), look, async ({ state }) => !isChanging(state));
}

/** Should the command wait for the end of the change that is under way? If so, it says so. */
export function waitsForEnd(deps: Deps, state: string, wait: WaitInput & { '--dry-run': boolean }): boolean {
  const waits = isChanging(state) && !wait['--no-wait'] && !wait['--dry-run'];
  if (waits) deps.io.say(`It is ${state}; waiting until that has ended.`);
  return waits;
}

/** The time limit of the first read with its retries, in ms. */
const FIRST_LOOK_MS = 30_000;

/**
 * Reads a deployment again and again until `isEnough`. If a read fails, `isEnough` gets undefined and may go on; only a
 * deployment that is gone ends the reads.
 * @throws ExoError not-found if it is gone; otherwise as `poll`
 */
export async function lookOnBlindly(
  placed: Placed,
  options: WaitOptions,
  isEnough: (deployment: Deployment | undefined) => Promise<boolean>,
): Promise<void> {
  const read = looking(placed, options);
  const look = (timeoutMs: number) => read(timeoutMs).catch(unlessGone);
  await lookOn(placed, options, await look(FIRST_LOOK_MS), look, isEnough);
}

/**
 * Reads a deployment again and again until `isEnough`.
 * @param placed.size the replicas that a scaling asks for, if one is waited for
 * @param seen what an earlier read returned
 * @returns what the last read returned
 * @throws ExoError as `poll`
 */
async function lookOn<T extends Deployment | undefined>(
  { zone, name, size }: Pick<Placed, 'zone' | 'name'> & { size?: number | undefined },
  options: WaitOptions,
  seen: T,
  look: (timeoutMs: number) => Promise<T>,
  isEnough: (seen: T) => Promise<boolean>,
): Promise<T> {
  await poll(
    options,
    {
      zone: zone.zone,
      // A getter, because the command depends on the last read, and is needed only when the time is up.
      get resume() {
        const until = restsAs(size === undefined ? seen : { replicas: size });
        return commandFor('wait', name, zone.zone, '--for', until);
      },
    },
    () => isEnough(seen),
    async (timeoutMs) => {
      seen = await look(timeoutMs);
    },
  );
  return seen;
}

/** Reads a deployment. After a 404 it does not count as gone as long as the list shows it. */
const looking =
  (placed: Placed, { signal }: WaitOptions) =>
  (timeoutMs: number): Promise<Deployment> =>
    readListed(lookingAt(placed), { timeoutMs, signal });

function unlessGone(error: unknown): undefined {
  const failure = failureOf(error);
  if (failure.kind === 'not-found') throw failure;
}
