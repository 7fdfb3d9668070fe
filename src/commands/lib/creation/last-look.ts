import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { ExoError, orNothing } from '../../../errors.js';
import { LOOK_MS } from '../look.js';
import { hasId } from '../meant.js';
import { cutShort, SHOWN_MS, seeDone } from '../send-change.js';
import { type AnyThing, foundById, type Listed, type Thing } from './thing.js';

const FIRST_PAUSE_MS = 500;

/** The result of the check after a creation. */
interface LastLook<T> {
  /** The ID of the thing that this run has created, or that of the only thing of the name. */
  id: string | undefined;
  /** Its entry in the list; absent if the list does not show it. */
  listed?: T | undefined;
  /** The error, code `doubled`, if there is another thing of the name. It names all of them, and which one is ours. */
  doubled?: ExoError;
}

/**
 * Checks after a creation whether there is another thing of the same name, whoever made it. Every run advises to keep
 * the same one, so that two operators do not delete each other's; the run that made the first may have looked too early
 * to notice.
 * @param ours the ID of the new thing, if it is known
 * @param patient wait some seconds for a thing that the list does not show yet
 * @param operationId the operation of the creation, while it is under way
 * @throws the signal's reason
 */
export async function lastLook<T extends Listed>(
  deps: Deps,
  thing: Thing<T, unknown>,
  ours: string | undefined,
  { patient, operationId }: { patient: boolean; operationId?: string | undefined },
): Promise<LastLook<T>> {
  const clock = steady(deps.clock);
  const deadline = clock.now() + (patient ? SHOWN_MS : 0);
  const isOurs = (one: T) => ours !== undefined && hasId(ours)(one);
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const listed = await look(deps, thing);
    if (!listed) return { id: ours };
    // A single entry is believed. Any further one is read by its ID, because a list may still show deleted things.
    const others = listed.length === 1 && ours === undefined ? [] : listed.filter((one) => !isOurs(one));
    const there = await foundById(thing, others);
    const named = listed.filter((one) => !others.includes(one) || there.includes(one));
    const seen = ours === undefined ? named[0] : named.find(isOurs);
    const left = deadline - clock.now();
    if (there.length < others.length && (seen || left <= 0))
      deps.io.warn(
        `a list of ${thing.zone} shows another ${thing.what}, which is not found by its ID: it may have been deleted just now; look again with: ${thing.check}`,
      );
    // A single entry that is not ours means two: the list does not show ours yet.
    if (named.length > 1 || (named.length === 1 && !seen && left <= 0)) {
      if (ours !== undefined && !seen && (await isAnothers(thing, ours)))
        return lastLook(deps, thing, undefined, { patient, operationId });
      const which = ours === undefined ? 'it is not known which one this run created' : undefined;
      const doubled = doubledError(thing, named, which, { ours, operationId });
      return { id: ours, listed: seen, doubled };
    }
    if (seen) return { id: seen.id ?? ours, listed: seen };
    if (left <= 0) break;
    await clock.sleep(Math.min(pause, left), deps.signal);
  }
  if (patient) {
    deps.io.warn(
      `no list shows ${thing.what} in ${thing.zone} yet, so it is not known whether there is another one of its name; look with: ${thing.check}`,
    );
  }
  return { id: ours };
}

/** Does this ID belong to a thing of another name? An operation may refer to something else than ours. */
async function isAnothers<T extends Listed>(thing: Thing<T, unknown>, id: string): Promise<boolean> {
  const found = await thing.read?.(id, { timeoutMs: LOOK_MS }).catch(orNothing);
  return found !== undefined && !thing.isNamed(found);
}

/** The listed things of the name; undefined, with a warning, if the list cannot be read. */
async function look<T extends Listed>(deps: Deps, thing: Thing<T, unknown>): Promise<T[] | undefined> {
  try {
    return (await thing.list({ atMostMs: LOOK_MS })).filter(thing.isNamed);
  } catch (error) {
    if (!(error instanceof ExoError) || deps.signal.aborted) throw error;
    deps.io.warn(
      `could not check whether there is only one ${thing.what} in ${thing.zone}: ${error.message}; look with: ${thing.check}`,
    );
    return undefined;
  }
}

/** Oldest first, because all runs must advise to keep the same one. What no list shows yet counts as the newest. */
function inOrder(items: readonly Listed[]): Listed[] {
  const rank = ({ id = '', 'created-at': at = '~' }: Listed) => `${at} ${id}`;
  return [...items].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/**
 * The error for several things of one name.
 * @param remark the end of the sentence
 * @param created the ID of the thing that this run has created, and its operation
 */
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
      ...(ours !== undefined && hasId(ours)({ id }) ? ['from this run'] : []),
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
      hint: `keep ${first}, the oldest, and delete the ${others.length > 1 ? 'others' : 'other'} unless in use: whoever created another one may not have seen this message\n${others.map(remove).join('\n')}`,
      details: { ids: [first, ...others], ours: ours ?? null, keep: first, delete: others },
    },
  );
}

/**
 * Checks that a thing which the service calls created is as requested, because its word alone does not tell what is
 * billed. The thing itself is read, because lists can be behind; if that fails, an entry of the list without a fault is
 * believed.
 * @param found.id its ID, if it is known
 * @param found.listed its entry in the list
 * @throws ExoError what is wrong with it; code `not-seen` if it does not show or cannot be read
 */
export async function seeMade<T extends Listed>(
  deps: Deps,
  thing: Thing<T, unknown>,
  { id, listed }: { id: string | undefined; listed?: T | undefined },
): Promise<void> {
  const amiss = (item: T) => (thing.isNamed(item) ? thing.amiss?.(item) : notToBeSeen(thing));
  const { read } = thing;
  const found = listed && amiss(listed);
  if (listed && !found) {
    const itself =
      id === undefined
        ? undefined
        : await read?.(id, { timeoutMs: LOOK_MS }).catch(orNothing).catch(cutShortLook(thing));
    if (!itself || !amiss(itself)) return;
  }
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

/**
 * Adds to an interruption of a look at a created thing that its creation was accepted: it may cost money.
 * @param operationId the operation of the creation, while it is under way
 * @returns a function that throws the given error
 */
export const cutShortLook = (
  { what, zone, check }: Pick<AnyThing, 'what' | 'zone' | 'check'>,
  operationId?: string,
) =>
  cutShort(`before ${what} was checked; the service has accepted its creation in ${zone}`, {
    zone,
    operationId,
    hint: `see what became of it with: ${check}`,
  });

/** The error for a created thing that does not show. It claims neither that the thing exists nor that it does not. */
function notToBeSeen({ what, zone, check }: AnyThing): ExoError {
  const sentence = `${what} is not visible in ${zone}, though the service accepted its creation`;
  return new ExoError('unavailable', sentence, {
    code: 'not-seen',
    zone,
    hint: `look again with: ${check}`,
  });
}
