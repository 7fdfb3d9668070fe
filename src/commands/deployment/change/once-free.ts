import { ApiError } from '../../../api/api-error.js';
import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { isChanging, restsAs } from '../../../domain/deployment-state.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError, isInterruption, orNothing } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Operation } from '../../../schemas/operation.js';
import { waitOptions } from '../../lib/follow.js';
import { goes, LOST_MS, lookUntil, orStillListed, type Seen } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { isDeletion, isMoving, SHOWN_MS, sendChange } from '../../lib/send-change.js';
import { type Change, type ChangeOptions, SEE_MS } from './one-change.js';
import { lookOnBlindly } from './wait-for-change.js';

/**
 * Handles a change that the service did not accept. If it was refused because another change is under way, and the
 * change may wait, it is sent again when that other one has ended.
 * @param error what sending the change threw
 * @returns the answer to the repetition; undefined if the very same change is already under way
 * @throws ExoError the refusal, with the command that waits for the other change; as `sendOnceFree`
 */
export async function onceFree(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  whenBusy: ChangeOptions['whenBusy'],
  error: unknown,
): Promise<Operation | undefined> {
  if (!(error instanceof ExoError) || !isRefusedAsBusy(error)) return orStillListed(change)(error);
  const mayWait = whenBusy === 'wait' && !wait['--no-wait'];
  const isLost = error.kind !== 'conflict';
  // The answer to the first try was lost and nothing shows that it was accepted: sending it once more does no harm.
  if (isLost && !mayWait) throw error;
  // What ends billing and may wait is not only looked at but also sent again: no state shows a deletion, and an answer
  // that shows zero replicas may be behind, or tell the size that another change began with. Where nobody waits and
  // sees the end, zero is not believed either.
  const isBelieved = isDeletion(change) ? !mayWait : !change.endsBilling || !(mayWait || wait['--no-wait']);
  const same = !isLost && isBelieved ? await sameChange(deps, change, wait) : undefined;
  if (same) return joined(deps, change, same);
  if (!mayWait) throw await hinted(change, error);
  return sendOnceFree(deps, change, wait).catch((refused: unknown) => {
    // If the first answer was lost, a later refusal does not tell what became of the first try: that error stays.
    throw isLost && refused instanceof ExoError && refused.kind === 'conflict' ? error : refused;
  });
}

/** Was the change refused with a conflict, directly or in a repetition after its answer was lost? */
function isRefusedAsBusy(error: ExoError): boolean {
  if (error.kind === 'conflict') return true;
  return error.code === 'outcome-unknown' && error.cause instanceof ExoError && isRefusedAsBusy(error.cause);
}

/**
 * Waits until no other change is under way, then sends the change; repeats that if somebody begins another one in
 * between. If the service refuses for a minute (a deletion: two) while no change shows, the refusal has another reason
 * and is thrown. A scaling to zero that is refused is taken for done by somebody else only once zero has shown for some
 * seconds.
 * @returns the answer, as from `sendChange`; undefined also if somebody else has begun the very same change meanwhile
 * @throws ExoError the refusal; deadline; the signal's reason; not-found if the deployment was deleted meanwhile
 */
async function sendOnceFree(deps: Deps, change: Change, wait: WaitInput): Promise<Operation | undefined> {
  const { zone, name, what } = change;
  const clock = steady(deps.clock);
  const options = await waitOptions(deps, what, wait);
  const deadline = clock.now() + options.timeoutMs;
  // The refusal of a deletion may mean that it is being deleted, which no state shows and may take a while.
  const patienceMs = isDeletion(change) ? 2 * LOST_MS : LOST_MS;
  const progress = deps.io.progress(
    `Another change of ${name} is under way in ${zone.zone}; waiting for it …`,
  );
  let first: Operation | undefined;
  let movedAt = clock.now();
  let refused: ExoError | undefined;
  try {
    // If the deployment cannot be read, the change is sent all the same: a repetition does no harm, waiting may cost
    // money.
    await lookOnBlindly(change, options, async (deployment) => {
      if (deployment && isChanging(deployment.state)) {
        movedAt = clock.now();
        refused = undefined;
        return false;
      }
      const rest = { ...wait, '--wait-timeout': Math.max(0, deadline - clock.now()) };
      try {
        first = await sendChange(deps, change, rest);
        return true;
      } catch (error) {
        if (!(error instanceof ExoError) || error.kind !== 'conflict') throw error;
        const same = await sameChange(deps, change, { ...rest, '--no-wait': true });
        // Zero replicas during a change may be the size that it began with.
        if (same === 'done' || (same && !change.endsBilling)) {
          joined(deps, change, same);
          return true;
        }
        if (clock.now() - movedAt >= patienceMs) throw await hinted(change, error);
        refused = error;
        return false;
      }
    });
    return first;
  } catch (error) {
    if (await isDeletedMeanwhile(deps, change, error)) return undefined;
    throw notSent(change, error, options.timeoutMs, refused);
  } finally {
    progress.stop();
  }
}

/** Is a deployment that was to be deleted gone? Then the other change that was waited for was its deletion. */
async function isDeletedMeanwhile(deps: Deps, change: Change, error: unknown): Promise<boolean> {
  if (!isDeletion(change) || !(error instanceof ExoError) || error.kind !== 'not-found') return false;
  return goes(deps, change, { '--no-wait': true });
}

/**
 * The error for a change that was given up while it waited for another one. It says that nothing was accepted.
 * @param refused the last refusal, if no other change showed at that time
 */
function notSent(
  { what, zone: { zone } }: Change,
  error: unknown,
  timeoutMs: number,
  refused: ExoError | undefined,
): unknown {
  if (!(error instanceof ExoError) || error.code === 'outcome-unknown') return error;
  const hint = 'it was not accepted; run the same command again';
  const facts = { zone, hint, details: { accepted: false }, cause: error };
  const of = `${what} in ${zone}`;
  if (error.kind === 'deadline') {
    const after = formatDuration(timeoutMs);
    const still = refused
      ? `the service still refused it after ${after}${refused instanceof ApiError ? ` (${refused.reason})` : ''}`
      : `another change of it was still under way after ${after}`;
    return new ExoError('deadline', `could not ${of}: ${still}`, facts);
  }
  if (!isInterruption(error)) return error;
  const [reason = ''] = error.message.split(':');
  return new ExoError(
    error.kind,
    `${reason} while waiting for another change: the service was not asked to ${of}`,
    facts,
  );
}

type Same = 'under way' | 'done';

/**
 * Whether somebody else has asked for the very same change: it is under way, or done. No state shows a deletion, so for
 * one this waits a while for the deployment to go. A deployment at rest contradicts the refusal, so it may be shown as
 * it was before the other change: it counts as done only if it goes on being shown as asked.
 * @returns undefined if it is another change, or that cannot be told
 */
async function sameChange(deps: Deps, change: Change, wait: WaitInput): Promise<Same | undefined> {
  if (isDeletion(change)) return (await goes(deps, change, wait)) ? 'done' : undefined;
  const isAsked = (one: Deployment | undefined) => one !== undefined && change.isAsked(one) === true;
  const first = await change.zone.getDeployment(change.id, { timeoutMs: SEE_MS }).catch(orNothing);
  if (!isAsked(first)) return undefined;
  const isClear = (seen: Seen<Deployment>) =>
    'thing' in seen && (!isAsked(seen.thing) || isMoving(change, seen));
  const last: Seen<Deployment> = isClear({ thing: first })
    ? { thing: first }
    : await lookUntil(deps, change, () => SHOWN_MS, isClear);
  if (!('thing' in last) || !isAsked(last.thing)) return undefined;
  return isMoving(change, last) ? 'under way' : 'done';
}

function joined({ io }: Deps, { what }: Change, same: Same): undefined {
  if (same === 'under way') io.say(`The same change is already under way: ${what}.`);
}

/** Adds to a refusal the command that waits for the other change. */
async function hinted(change: Change, error: ExoError): Promise<ExoError> {
  if (!(error instanceof ApiError)) return error;
  const { zone, id, name } = change;
  const until = isDeletion(change)
    ? 'deleted'
    : restsAs(await zone.getDeployment(id, { timeoutMs: SEE_MS }).catch(() => undefined));
  const wait = commandFor('wait', name, zone.zone, '--for', until);
  return error.hinted(
    `a change of it may be under way; wait for it with: ${wait}\nthen run the same command again`,
  );
}
