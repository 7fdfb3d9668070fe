import { ApiError } from '../../../api/errors.js';
import type { Deps } from '../../../deps.js';
import { isChanging, restsAs } from '../../../domain/deployment-state.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError, isInterruption, orNothing } from '../../../errors.js';
import type { Operation } from '../../../schemas/operation.js';
import { waitOptions } from '../../lib/follow.js';
import { goes, LOST_MS, orStillListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { isDeletion, sendChange } from '../../lib/send-change.js';
import type { Change, ChangeOptions } from './one-change.js';
import { lookOnBlindly } from './wait-for-change.js';

/**
 * What becomes of a change that was not accepted: refused because another one is under way it is sent once more when that
 * one has ended, where its turn is waited for.
 * @returns its answer; undefined where the very same is under way, whoever has begun it
 * @throws ExoError what it was refused with, and how to wait for the other change; as `sendOnceFree`
 */
export async function onceFree(
  deps: Deps,
  change: Change,
  wait: WaitInput,
  whenBusy: ChangeOptions['whenBusy'],
  error: unknown,
): Promise<Operation | undefined> {
  if (!(error instanceof ExoError) || !isRefusedAsBusy(error)) throw await orStillListed(change, error);
  const mayWait = whenBusy === 'wait' && !wait['--no-wait'];
  const isLost = error.kind !== 'conflict';
  // Its first answer was lost, and it has been looked for: sending it once more does no harm.
  if (isLost && !mayWait) throw error;
  if (!isLost && (await isUnderWay(deps, change, wait))) return undefined;
  if (!mayWait) throw await hinted(change, error);
  return sendOnceFree(deps, change, wait).catch((refused: unknown) => {
    // What became of a first try whose answer was lost is as open as before.
    throw isLost && refused instanceof ExoError && refused.kind === 'conflict' ? error : refused;
  });
}

/** Refused with a conflict, be it after a first try whose answer was lost. */
function isRefusedAsBusy(error: ExoError): boolean {
  if (error.kind === 'conflict') return true;
  return error.code === 'outcome-unknown' && error.cause instanceof ExoError && isRefusedAsBusy(error.cause);
}

/**
 * Sends a change that was refused because another one is under way, once that one has ended; one that somebody begins in
 * between is waited for, too. Refused for a minute with no change to be seen, it was refused for another reason.
 * @returns its answer, as `sendChange`; undefined also where somebody else has begun the very same meanwhile
 * @throws ExoError the refusal; deadline, the signal's reason; not-found when it was deleted meanwhile
 */
async function sendOnceFree(deps: Deps, change: Change, wait: WaitInput): Promise<Operation | undefined> {
  const { zone, name, what } = change;
  const { clock } = deps;
  const options = await waitOptions(deps, what, wait);
  const deadline = clock.now() + options.timeoutMs;
  const progress = deps.io.progress(
    `Another change of ${name} is under way in ${zone.zone}; waiting for it …`,
  );
  let first: Operation | undefined;
  let movedAt = clock.now();
  let refused: ExoError | undefined;
  try {
    // That it cannot be looked at is no reason to wait: it is sent again, which does no harm.
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
        if (await isUnderWay(deps, change, rest)) return true;
        if (clock.now() - movedAt >= LOST_MS) throw await hinted(change, error);
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

/** What was to be deleted is gone: somebody else's change that was waited for was its deletion. */
async function isDeletedMeanwhile(deps: Deps, change: Change, error: unknown): Promise<boolean> {
  if (!isDeletion(change) || !(error instanceof ExoError) || error.kind !== 'not-found') return false;
  return goes(deps, change, { '--no-wait': true });
}

/**
 * Given up before its turn has come: nothing of it was accepted, which must not be taken for done.
 * @param refused why it was refused at last, with no change to be seen
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
  return new ExoError(error.kind, `${reason} while another change was waited for: not asked to ${of}`, facts);
}

/** How long a look may take that only adds to what is known already, in ms. */
const SEE_MS = 5_000;

/**
 * Refused because a change is under way: is that the very change that is asked for? A deletion under way is told by no
 * state, so it is waited for to go.
 */
async function isUnderWay(deps: Deps, change: Change, wait: WaitInput): Promise<boolean> {
  if (isDeletion(change)) return goes(deps, change, wait);
  const seen = await change.zone.getDeployment(change.id, { timeoutMs: SEE_MS }).catch(orNothing);
  if (!seen || change.isAsked(seen) !== true) return false;
  deps.io.say(`The service has been asked to ${change.what} already, and that is under way.`);
  return true;
}

/** Says how to wait for the other change that is under way. */
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
