import { type Adopted, IN_DOUBT_MS, SEARCH_MS, search } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandLine } from '../../../domain/shell-words.js';
import { isoSecond } from '../../../domain/utc.js';
import { ExoError, ifMissing, orNothing } from '../../../errors.js';
import type { CreationRecord } from '../../../io/creation-records.js';
import { capital } from '../../../output/fields.js';
import { howToWait } from '../follow.js';
import { LOOK_MS } from '../look.js';
import { hasId } from '../meant.js';
import { type Entry, foundById, type Listed, type Thing, type ThingWords, writtenOf } from './thing.js';

/** What exists, after the search for the thing of an earlier creation. */
export interface Settled<T> {
  existing: readonly T[];
  /** The creation of the earlier run, if what it has made is as requested now. */
  adopted?: Adopted<T> | undefined;
  /** The outcome of the earlier creation is still not known. */
  open: boolean;
}

/**
 * Looks, before anything is sent, for the thing of an earlier creation with an unknown outcome, and says what it found.
 * @param existing what a list has just shown
 * @param options.dryRun nothing will be sent
 * @param options.again --again: send the creation even if the earlier one may have been carried out
 * @throws ExoError unavailable, code `outcome-unknown`, if the thing does not show and was sent less than an hour ago
 */
export async function settleEarlier<T extends Listed, A>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  existing: readonly T[],
  { again, dryRun, searchMs }: { again: boolean; dryRun: boolean; searchMs: number },
): Promise<Settled<T>> {
  const { earlier } = entry;
  if (!earlier) return { existing, open: false };
  const { what, zone } = thing;
  const ageMs = deps.clock.now() - earlier.sentAt;
  const sent = described(earlier, ageMs);
  const isNew = (one: T) => thing.isNamed(one) && !earlier.before.includes(one.id ?? '');
  const listed = await foundById(thing, existing.filter(isNew));
  const isUnlisted = listed.length === 0;
  const [first, ...others] = isUnlisted ? await foundUnlisted(thing, earlier) : listed;
  // The list may have it although its ID did not find it at once: it must not count twice.
  const all = first && !existing.some(hasId(first.id ?? '')) ? [...existing, first] : existing;
  const leftMs = Math.min(searchMs, Math.max(0, SEARCH_MS - ageMs));
  if (earlier.seen) {
    // It is as any existing thing. If it does not show now, everything may be behind; after a minute it was deleted.
    const isWaitedFor = !first && !dryRun && !again;
    const later = isWaitedFor ? await lookOn(deps, thing, earlier, sent, leftMs).catch(orNothing) : undefined;
    return { existing: later?.items ?? all, open: false };
  }
  const so = takenFor(earlier, ageMs, again);
  if (!first && (dryRun || so !== undefined)) {
    if (dryRun) deps.io.warn(mayExist(thing, sent));
    else deps.io.say(`${capital(sent)}; no list shows ${what} in ${zone}: ${so}.`);
    return { existing, open: again || dryRun };
  }
  const { item, items } =
    first && others.length === 0
      ? { item: first, items: all }
      : await lookOn(deps, thing, earlier, sent, leftMs);
  // As long as no list shows it, other commands find it by the record.
  if (!dryRun && !(first && isUnlisted)) entry.see(item.id);
  const carriedOut = `${sent}; ${what} (${item.id ?? 'without an ID'}) exists now in ${zone}`;
  // An accepted thing that was found at once is treated as any existing one. One found by searching is this machine's.
  const operation = earlier.accepted?.operation;
  if (earlier.accepted && first) {
    deps.io.say(`${capital(carriedOut)}.`);
    if (operation) deps.io.say(howToWait(operation, zone));
    return { existing: items, open: false };
  }
  const isAsked = entry.isSame && thing.matches(item);
  deps.io.warn(
    `${carriedOut} and is taken as its result${isAsked ? '' : ', but this command asks for something else'}`,
  );
  const adopted = isAsked && !dryRun ? ({ kind: 'adopted', item, operation } as const) : undefined;
  return { existing: items, open: false, adopted };
}

/** The thing that no list shows, if the ID from the answer to its creation finds it under its name. */
async function foundUnlisted<T extends Listed>(
  { read, isNamed }: Thing<T, unknown>,
  { accepted }: CreationRecord,
): Promise<T[]> {
  if (!read || accepted?.id === undefined) return [];
  const found = await read(accepted.id, { timeoutMs: LOOK_MS }).catch(ifMissing);
  return found && isNamed(found) ? [found] : [];
}

/**
 * What a creation is taken for whose thing no list shows. Undefined if it may still have been carried out, so that
 * another must not be sent. After a failed operation, a minute is enough for the lists to show what it has left.
 */
function takenFor({ failed }: CreationRecord, ageMs: number, again: boolean): string | undefined {
  if (again) return 'it is sent again because of --again';
  if (failed && ageMs >= SEARCH_MS) return 'it counts as not carried out';
  return ageMs >= IN_DOUBT_MS ? 'after more than an hour it counts as not carried out' : undefined;
}

/**
 * Keeps looking for the one thing that the earlier run has created.
 * @param sent a sentence about what that run did
 * @returns the thing, and everything that the last list has shown
 * @throws ExoError as `search`
 */
async function lookOn<T extends Listed, A>(
  deps: Deps,
  thing: Thing<T, A>,
  { before, accepted }: CreationRecord,
  sent: string,
  searchMs: number,
): Promise<{ item: T; items: readonly T[] }> {
  const { what, zone } = thing;
  const operation = accepted?.operation;
  let items: readonly T[] = [];
  const progress = deps.io.progress(
    `An earlier run has sent this creation; looking for ${what} in ${zone} …`,
  );
  const item = await search(
    {
      ...thing,
      before: new Set(before),
      async list(options) {
        items = await thing.list(options);
        return foundById(thing, items.filter(thing.isNamed));
      },
      matches: thing.isNamed,
      check: operation ? commandLine('operation show', [operation], ['-z', zone]) : thing.check,
    },
    sent,
    { ...deps, searchMs },
  ).finally(() => progress.stop());
  return { item, items };
}

/** `a run on this machine sent its creation at 2026-01-01T00:00:00Z (5m ago) and did not learn the outcome` */
export function described({ sentAt, accepted, failed }: CreationRecord, ageMs: number): string {
  const at = isoSecond(new Date(sentAt));
  const ago = formatDuration(Math.max(1_000, Math.round(ageMs / 1_000) * 1_000));
  const operation = accepted?.operation ? ` as operation ${accepted.operation}` : '';
  const ended = failed ? ', which failed' : '';
  const became = accepted ? `it was accepted${operation}${ended}` : 'did not learn the outcome';
  return `a run on this machine sent its creation at ${at} (${ago} ago) and ${became}`;
}

/**
 * Adds to a refusal that the outcome of an earlier creation is still not known, so that the refusal does not hide it.
 */
export function notHiding(error: unknown, { what, zone, check }: ThingWords): unknown {
  if (!(error instanceof ExoError) || error.code === 'outcome-unknown') return error;
  const { message, hint } = error;
  return error.retold({
    message: `${message}; the outcome of an earlier creation is not known either: ${what} may exist in ${zone}`,
    hint: [hint, `check whether it exists: ${check}`],
  });
}

/** The warning of an earlier creation. @param sent what is known of it, see `described` */
const mayExist = ({ what, zone }: Pick<ThingWords, 'what' | 'zone'>, sent: string) =>
  `${sent}; no list shows ${what} in ${zone}, but it may exist`;

/** The things that an earlier run may have created, each with what is known of that, see `described`. */
async function* inDoubt(deps: Deps, things: readonly ThingWords[]) {
  for (const thing of things) {
    const { earlier } = await writtenOf(deps, thing);
    if (!earlier) continue;
    const ageMs = deps.clock.now() - earlier.sentAt;
    if (takenFor(earlier, ageMs, false) === undefined)
      yield { thing, earlier, sent: described(earlier, ageMs) };
  }
}

/**
 * Warns of the things that an earlier run may have created, for a plan or a list that says they do not exist.
 * @param things what no list shows
 * @returns whether there are any
 */
export async function warnOfEarlier(deps: Deps, things: readonly ThingWords[]): Promise<boolean> {
  let isAny = false;
  for await (const { thing, sent } of inDoubt(deps, things)) {
    deps.io.warn(mayExist(thing, sent));
    isAny = true;
  }
  return isAny;
}

/**
 * The same as `notHiding`, for a refusal of several creations together.
 * @param things what was to be created or changed; what a list has shown since its creation is not in doubt
 */
export const notHidingAny =
  (deps: Deps, things: readonly ThingWords[]) =>
  async (error: unknown): Promise<never> => {
    let told = error;
    for await (const { thing, earlier } of inDoubt(deps, things))
      if (!earlier.seen) told = notHiding(told, thing);
    throw told;
  };
