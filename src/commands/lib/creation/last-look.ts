import type { Deps } from '../../../deps.js';
import { ExoError, orNothing } from '../../../errors.js';
import { hasId, LOOK_MS } from '../look.js';
import { SHOWN_MS, seeDone } from '../send-change.js';
import { type AnyThing, foundById, type Listed, type Thing } from './thing.js';

const FIRST_PAUSE_MS = 500;

/** What the last look at a creation has shown. */
interface LastLook<T> {
  /** The ID of ours: the one that was given, else that of the only one of the name. */
  id: string | undefined;
  /** As a list has it; absent where none shows it. */
  listed?: T | undefined;
  /** conflict, code `doubled`: there is another of the name. Names all, and which is ours. */
  doubled?: ExoError;
}

/**
 * One more look when a creation has ended: another of its name is one too many, whoever made it. Whoever is told is
 * told to keep the same one, so that two do not delete each other's; who made the first may have looked too early.
 * @param ours its ID, where it is known @param patient waits a while for a thing that lists do not show yet
 * @param operationId of its creation, while that is under way
 * @throws the signal's reason
 */
export async function lastLook<T extends Listed>(
  deps: Deps,
  thing: Thing<T, unknown>,
  ours: string | undefined,
  { patient, operationId }: { patient: boolean; operationId?: string | undefined },
): Promise<LastLook<T>> {
  const deadline = deps.clock.now() + (patient ? SHOWN_MS : 0);
  const isOurs = (one: T) => ours !== undefined && hasId(ours)(one);
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const listed = await look(deps, thing);
    if (!listed) return { id: ours };
    // One alone is believed; what makes one too many is looked at itself.
    const others = listed.length === 1 && ours === undefined ? [] : listed.filter((one) => !isOurs(one));
    const there = await foundById(thing, others);
    const named = listed.filter((one) => !others.includes(one) || there.includes(one));
    const seen = ours === undefined ? named[0] : named.find(isOurs);
    const left = deadline - deps.clock.now();
    if (there.length < others.length && (seen || left <= 0))
      deps.io.warn(
        `a list of ${thing.zone} shows another ${thing.what}, which is not found by its ID: it may have been deleted just now; look again with: ${thing.check}`,
      );
    // One alone that is not ours makes two with ours, which lists do not show yet.
    if (named.length > 1 || (named.length === 1 && !seen && left <= 0)) {
      if (ours !== undefined && !seen && (await isAnothers(thing, ours)))
        return lastLook(deps, thing, undefined, { patient, operationId });
      const which = ours === undefined ? 'which is ours is not known' : undefined;
      const doubled = doubledError(thing, named, which, { ours, operationId });
      return { id: ours, listed: seen, doubled };
    }
    if (seen) return { id: seen.id ?? ours, listed: seen };
    if (left <= 0) break;
    await deps.clock.sleep(Math.min(pause, left), deps.signal);
  }
  if (patient) {
    deps.io.warn(
      `no list shows ${thing.what} in ${thing.zone} yet, so whether there is another of its name is not known: ${thing.check}`,
    );
  }
  return { id: ours };
}

/** An operation may refer to something else: what has that ID and another name is not ours, and nobody's to delete. */
async function isAnothers<T extends Listed>(thing: Thing<T, unknown>, id: string): Promise<boolean> {
  const found = await thing.read?.(id, { timeoutMs: LOOK_MS }).catch(orNothing);
  return found !== undefined && !thing.isNamed(found);
}

/** Those of the name; undefined, and a warning, when they could not be looked at. */
async function look<T extends Listed>(deps: Deps, thing: Thing<T, unknown>): Promise<T[] | undefined> {
  try {
    return (await thing.list({ atMostMs: LOOK_MS })).filter(thing.isNamed);
  } catch (error) {
    if (!(error instanceof ExoError) || deps.signal.aborted) throw error;
    deps.io.warn(
      `whether there is only one ${thing.what} in ${thing.zone} could not be checked: ${error.message}; look with: ${thing.check}`,
    );
    return undefined;
  }
}

/** The first that was made stays: that is the same to everybody who asks. What no list shows was made last. */
function inOrder(items: readonly Listed[]): Listed[] {
  const rank = ({ id = '', 'created-at': at = '~' }: Listed) => `${at} ${id}`;
  return [...items].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** There are several of one name. @param remark ends the sentence @param made what of them is ours, and its creation */
export function doubledError(
  { what, name, zone, kind, remove }: AnyThing,
  named: readonly Listed[],
  remark: string | undefined,
  { ours, operationId }: { ours?: string | undefined; operationId?: string | undefined } = {},
): ExoError {
  const unseen = ours === undefined || named.some(hasId(ours)) ? [] : [{ id: ours, name }];
  const all = inOrder([...named, ...unseen]);
  const told = all.map(({ id = '?', 'created-at': at }) => {
    const facts = [
      ...(ours !== undefined && hasId(ours)({ id }) ? ['ours'] : []),
      ...(at ? [`created ${at}`] : []),
    ].join(', ');
    return facts ? `${id} (${facts})` : id;
  });
  const [first, ...others] = all.map(({ id = '?' }) => id);
  const billed = kind === 'deployment' ? ', and each is billed' : '';
  return new ExoError(
    'conflict',
    `${what} exists ${all.length} times in ${zone}${billed}: ${told.join(' and ')}${remark ? `; ${remark}` : ''}`,
    {
      code: 'doubled',
      zone,
      operationId,
      hint: `keep ${first}, which was first, and delete the ${others.length > 1 ? 'others' : 'other'} unless in use: whoever made one may have been told the same, or nothing\n${others.map(remove).join('\n')}`,
      details: { ids: [first, ...others], ours: ours ?? null, keep: first, delete: others },
    },
  );
}

/**
 * Looks whether what the service called created is as it was asked for: its word alone tells nothing of what is billed.
 * A list is believed where it has nothing amiss; else the thing itself is asked, for lists can be behind.
 * @param found.id its ID, where it is known @param found.listed as a list has it
 * @throws ExoError what is amiss; code `not-seen` where it is not to be seen, or cannot be looked at
 */
export async function seeMade<T extends Listed>(
  deps: Deps,
  thing: Thing<T, unknown>,
  { id, listed }: { id: string | undefined; listed?: T | undefined },
): Promise<void> {
  const amiss = (item: T) => (thing.isNamed(item) ? thing.amiss?.(item) : notToBeSeen(thing));
  const found = listed && amiss(listed);
  if (listed && !found) return;
  const { read } = thing;
  if (id === undefined) throw found ?? notToBeSeen(thing);
  if (!read) return;
  const { problem } = await seeDone<T>(deps, {
    zone: thing,
    what: `create ${thing.what}`,
    check: thing.check,
    isVouchedFor: true,
    read: (options) => read(id, options),
    isUnlisted: async ({ timeoutMs }) => !(await thing.list({ atMostMs: timeoutMs })).some(hasId(id)),
    isAsked: (item) => item !== undefined && amiss(item) === undefined,
    instead: (item) => (item && amiss(item)) ?? notToBeSeen(thing),
  });
  if (problem) throw problem;
}

/** That it is not to be seen is no proof that it does not exist, and what the service says is none that it does. */
function notToBeSeen({ what, zone, check }: AnyThing): ExoError {
  const sentence = `${what} is not to be seen in ${zone}, though the service reported its creation as done`;
  return new ExoError('unavailable', sentence, {
    code: 'not-seen',
    zone,
    hint: `look again with: ${check}`,
  });
}
