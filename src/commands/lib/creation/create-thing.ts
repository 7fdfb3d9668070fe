import { type Created, SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { ExoError, failureOf, isInterruption, tellNothingSent } from '../../../errors.js';
import { waitMsOf } from '../follow.js';
import { LOOK_MS } from '../look.js';
import { DEFAULT_LOCK_WAIT_MS, type Turn, takeTurn } from '../take-turn.js';
import { notHiding, settleEarlier } from './earlier.js';
import { cutShortLook, doubledError, lastLook, seeMade } from './last-look.js';
import { sendOnce } from './send-once.js';
import {
  type AnyThing,
  type CreationOptions,
  creationKey,
  type Entry,
  foundById,
  type Listed,
  type Made,
  recordOf,
  type Thing,
} from './thing.js';

/**
 * The one way in which deployments, models and API keys are created. Two runs on this machine that create the same
 * thing wait for each other. First it looks for what an earlier run may have created without seeing the result. Then it
 * writes the creation down and sends it at most once (see `createOnce`). At the end it checks that there is only one
 * thing of the name.
 * @returns what `decide` returned if nothing was sent, else the created thing
 * @throws ExoError unavailable, code `outcome-unknown`, if it is not known whether the thing exists; conflict, code
 * `doubled`, if there is another of its name, code `locked` if an earlier run does not end; whatever the service
 * answers
 */
export async function createThing<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  options: CreationOptions<T, A, R>,
): Promise<R | Made> {
  const { wait, dryRun } = options;
  const searchMs = Math.min(SEARCH_MS, await waitMsOf(deps, wait));
  const key = await creationKey(deps, thing);
  const hint = 'run the command again once the other run has ended';
  const turn: Turn = dryRun
    ? { release: async () => {}, waited: false }
    : await takeTurn(deps, [key], { waitMs: DEFAULT_LOCK_WAIT_MS, hint });
  try {
    const entry = await recordOf(deps, thing);
    const sent = await send(deps, thing, entry, options, searchMs, turn.unlocked);
    if ('result' in sent) return sent.result;
    options.onSent?.();
    await turn.release();
    return await seeThrough(deps, thing, entry, sent.created, options);
  } finally {
    await turn.release();
  }
}

/** Everything until the service has accepted the creation, or until `decide` has settled that nothing is sent. */
async function send<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  { again, dryRun, besideList, decide }: CreationOptions<T, A, R>,
  searchMs: number,
  unlocked: string | undefined,
): Promise<{ created: Created<T, A> } | { result: R }> {
  let open = entry.earlier !== undefined;
  try {
    besideList?.();
    const listing = thing.list();
    const first = await (open ? listing : listing.catch(tellNothingSent(thing.what)));
    const settled = await settleEarlier(deps, thing, entry, first, { again, dryRun, searchMs });
    open = settled.open;
    if (settled.adopted) return { created: settled.adopted };
    const result = await decide(await onlyNamed(thing, settled.existing));
    if (result !== undefined) return { result };
    const lacking = entry.begin(settled.existing);
    if (lacking ?? unlocked)
      deps.io.warn(
        lacking ??
          `another run could create it at the same time, because no lock could be taken (${unlocked})`,
      );
    return { created: await sendOnce(deps, thing, entry, settled, searchMs) };
  } catch (error) {
    throw open ? notHiding(error, thing) : error;
  }
}

/** The existing thing of the name, if any. @throws ExoError conflict, code `ambiguous`, if there are several */
async function onlyNamed<T extends Listed, A>(
  thing: Thing<T, A>,
  existing: readonly T[],
): Promise<T | undefined> {
  const named = existing.filter(thing.isNamed);
  const there = named.length > 1 ? await foundById(thing, named) : named;
  if (there.length > 1) throw doubledError(thing, there, 'nothing was sent').retold({ code: 'ambiguous' });
  // Found by none of their IDs, one may still be new: it must not be created again for that.
  return there[0] ?? named.at(-1);
}

/**
 * Waits for the accepted creation, then checks that the thing is the only one of its name and is as requested.
 * @throws ExoError the failure of the wait; conflict, code `doubled`; what is wrong with the thing, see `seeMade`
 */
async function seeThrough<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  created: Created<T, A>,
  { wait, follow }: CreationOptions<T, A, R>,
): Promise<Made> {
  const followed = await follow(created).catch(async (error: unknown) => {
    // If Ctrl-C interrupts this check, the failure of the creation is still the error to report.
    await lookAfterFailure(deps, thing, entry, created, error).catch(orInterrupted);
    throw error;
  });
  const { pending } = followed;
  const patient = !wait['--no-wait'];
  const { id, listed, doubled } = await lastLook(deps, thing, followed.id, {
    patient,
    operationId: pending?.id,
  }).catch(cutShortLook(thing, pending?.id));
  // As long as no list shows the thing, the record stays: a later run that does not see it must not send it again.
  if (listed) entry.see(listed.id);
  if (doubled) throw doubled;
  if (pending) return { kind: 'pending', operation: pending };
  // Skipped for a thing that was found and is not waited for: it may still be incomplete.
  if (patient || created.kind === 'answered') await seeMade(deps, thing, { id, listed });
  if (id === undefined) throw withoutId(thing);
  return { kind: followed.isOpen ? 'accepted' : 'created', id, operationId: operationOf(thing, created) };
}

const operationOf = <T extends Listed, A>({ accepted }: Thing<T, A>, created: Created<T, A>) =>
  created.kind === 'adopted' ? created.operation : accepted(created.answer).operation;

/**
 * Looks for a second thing of the name after a creation that failed or goes on, and only warns: the failure is thrown.
 */
async function lookAfterFailure(
  deps: Deps,
  thing: AnyThing,
  entry: Entry,
  created: Created<Listed, unknown>,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ExoError) || (error.kind !== 'operation-failed' && error.kind !== 'deadline'))
    return;
  const ours = created.kind === 'adopted' ? created.item.id : thing.accepted(created.answer).id;
  const { listed, doubled } = await lastLook(deps, thing, ours, { patient: false });
  if (listed) entry.strike();
  else if (error.kind === 'operation-failed') await recordFailure(thing, entry, ours);
  if (doubled) deps.io.warn(doubled.message);
}

/**
 * A failed creation can leave a thing that no list shows yet. As long as that is possible, the record stays: a
 * deployment in state `error` counts GPUs, and must be found by whoever scales it down or deletes it.
 * @param id the ID from the answer to the creation
 */
async function recordFailure(
  { isNamed, read }: AnyThing,
  entry: Entry,
  id: string | undefined,
): Promise<void> {
  if (id === undefined || !read) return entry.strike();
  try {
    if (!isNamed(await read(id, { timeoutMs: LOOK_MS }))) entry.strike();
  } catch (error) {
    if (failureOf(error).kind === 'not-found') entry.fail();
  }
}

function orInterrupted(error: unknown): void {
  if (!isInterruption(error)) throw error;
}

function withoutId({ what, zone, check }: AnyThing): ExoError {
  return new ExoError('unexpected', `${what} exists now in ${zone}, but the service gave no ID for it`, {
    zone,
    hint: `look again with: ${check}`,
  });
}
