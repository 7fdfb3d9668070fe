import { type Created, SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { ExoError, failureOf, isInterruption } from '../../../errors.js';
import { waitOptions } from '../follow.js';
import { LOOK_MS } from '../look.js';
import { cutShort } from '../send-change.js';
import { DEFAULT_LOCK_WAIT_MS, type Turn, takeTurn } from '../take-turn.js';
import { notHiding, settleEarlier } from './earlier.js';
import { doubledError, lastLook, seeMade } from './last-look.js';
import { sendOnce } from './send-once.js';
import {
  type AnyThing,
  type CreationOptions,
  creationKey,
  type Entry,
  type Followed,
  foundById,
  type Listed,
  type Made,
  recordOf,
  type Thing,
} from './thing.js';

/**
 * The one way in which anything is created, whatever its kind. One run of this machine after the other: what an
 * earlier one sent and never saw the end of is looked for first; what is about to be sent is written down; it is sent
 * at most once, see `createOnce`; and when it has ended, one more look tells whether it is the only one of its name.
 * @throws ExoError unavailable with code `outcome-unknown` when it cannot be told whether it exists; conflict with code
 * `doubled` when there is another, with code `locked` when an earlier run does not end; whatever the service says
 */
export async function createThing<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  options: CreationOptions<T, A, R>,
): Promise<R | Made> {
  const { wait, dryRun } = options;
  const { timeoutMs } = await waitOptions(deps, `create ${thing.what}`, wait);
  const key = await creationKey(deps, thing);
  const hint = 'run it again once that one has ended';
  const turn: Turn = dryRun
    ? { release: async () => {}, waited: false }
    : await takeTurn(deps, [key], { waitMs: DEFAULT_LOCK_WAIT_MS, hint });
  try {
    const entry = await recordOf(deps, thing);
    const sent = await send(deps, thing, entry, options, Math.min(SEARCH_MS, timeoutMs), turn.unlocked);
    if ('result' in sent) return sent.result;
    options.onSent?.();
    await turn.release();
    return await seeThrough(deps, thing, entry, sent.created, options);
  } finally {
    await turn.release();
  }
}

/** Everything up to the moment at which the service has accepted it, or at which it is clear that nothing is sent. */
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
    const first = await thing.list();
    const settled = await settleEarlier(deps, thing, entry, first, { again, dryRun, searchMs });
    open = settled.open;
    if (settled.adopted) return { created: { kind: 'adopted', item: settled.adopted } };
    const result = await decide(await onlyNamed(thing, settled.existing));
    if (result !== undefined) return { result };
    const lacking = entry.begin(settled.existing);
    if (lacking ?? unlocked)
      deps.io.warn(
        lacking ??
          `nothing keeps another run from creating it at the same time: no lock could be taken (${unlocked})`,
      );
    return { created: await sendOnce(deps, thing, entry, settled, searchMs) };
  } catch (error) {
    throw open ? notHiding(error, thing) : error;
  }
}

/** What has its name already. @throws ExoError conflict, code `ambiguous`: a name that means two is that of neither */
async function onlyNamed<T extends Listed, A>(
  thing: Thing<T, A>,
  existing: readonly T[],
): Promise<T | undefined> {
  const named = existing.filter(thing.isNamed);
  const there = named.length > 1 ? await foundById(thing, named) : named;
  if (there.length > 1) throw doubledError(thing, there, 'nothing was sent').retold({ code: 'ambiguous' });
  return there[0];
}

/**
 * Waits for what was accepted, and looks once more whether it is the only one of its name, and as it was asked for.
 * @throws ExoError what the wait ends with; conflict, code `doubled`; what is amiss with it, see `seeMade`
 */
async function seeThrough<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  created: Created<T, A>,
  { wait, follow }: CreationOptions<T, A, R>,
): Promise<Made> {
  let followed: Followed;
  try {
    followed = await follow(created);
  } catch (error) {
    // That the look is interrupted takes nothing from the failure.
    await lookAfterFailure(deps, thing, entry, created, error).catch(orInterrupted);
    throw error;
  }
  const { pending } = followed;
  const patient = !wait['--no-wait'];
  const { id, listed, doubled } = await lastLook(deps, thing, followed.id, {
    patient,
    operationId: pending?.id,
  }).catch((error: unknown) => {
    const { what, zone, check } = thing;
    const when = `before ${what} was looked at, though the service has accepted its creation in ${zone}`;
    throw cutShort(error, when, {
      zone,
      operationId: pending?.id,
      hint: `see what became of it with: ${check}`,
    });
  });
  // Accepted is not enough: a later run that does not see it must not send it again.
  if (listed) entry.strike();
  if (doubled) throw doubled;
  if (pending) return { kind: 'pending', operation: pending };
  // One that was found and is not waited for is still on its way.
  if (patient || created.kind === 'answered') await seeMade(deps, thing, { id, listed });
  if (id === undefined) throw withoutId(thing);
  return { kind: 'created', id };
}

/** A creation that failed, or is still going on, may have a double all the same; its failure is what is thrown. */
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
  // What has failed is over, but what it has left, and no list shows yet, must not get a second one beside it.
  if (listed || (error.kind === 'operation-failed' && !(await mayBeLeft(thing, ours)))) entry.strike();
  if (doubled) deps.io.warn(doubled.message);
}

/** Is there something of that ID and name? What cannot be looked at may be there. */
async function mayBeLeft({ isNamed, read }: AnyThing, id: string | undefined): Promise<boolean> {
  if (id === undefined || !read) return false;
  try {
    return isNamed(await read(id, { timeoutMs: LOOK_MS }));
  } catch (error) {
    return failureOf(error).kind !== 'not-found';
  }
}

function orInterrupted(error: unknown): void {
  if (!isInterruption(error)) throw error;
}

function withoutId({ what, zone, check }: AnyThing): ExoError {
  return new ExoError('unexpected', `${what} exists now in ${zone}, but the service tells no ID of it`, {
    zone,
    hint: `look again with: ${check}`,
  });
}
