import { type Clock, steady } from '../clock.js';
import { ExoError, failureOf } from '../errors.js';

/** What is needed to create a thing and, if the answer is lost, to find out whether it was created. */
export interface Creation<T extends Identified, A> extends Searched<T> {
  /** Sends the creation. If its outcome is unclear, throws an ExoError with code `outcome-unknown`. */
  send(): Promise<A>;
}

/** An object of the service. Its ID is known as soon as the service has told it. */
interface Identified {
  id?: string | undefined;
}

/** What is needed to find a thing that may have been created. */
export interface Searched<T extends Identified> {
  /** `deployment my-app`, for messages. */
  what: string;
  zone: string;
  /** The IDs that existed before the creation was sent: none of them belongs to the new thing. */
  before: ReadonlySet<string>;
  /** Lists everything of this kind that exists now, within `atMostMs` milliseconds. */
  list(options?: { atMostMs: number }): Promise<readonly T[]>;
  /** Whether the item is what the creation asked for. */
  matches(item: T): boolean;
  /** The command that shows what exists. */
  check: string;
  /** The command to go on with once the user knows that the thing does not exist: the same command with --again. */
  goOn: string;
  /** The command that deletes one of several things that match. */
  remove(id: string): string;
}

/** A thing that was found in a list after a creation, with the operation of that if an earlier run knew it. */
export interface Adopted<T> {
  kind: 'adopted';
  item: T;
  operation?: string | undefined;
}

/** The result of a creation: the service's answer or, if that was lost, the thing that was found. */
export type Created<T, A> = { kind: 'answered'; answer: A } | Adopted<T>;

/** How long a search goes on, in ms: lists may show a new thing late. */
export const SEARCH_MS = 60_000;
/**
 * For this time, in ms, what was created counts as existing although nothing has shown it: it keeps another creation
 * of its name from being sent.
 */
export const IN_DOUBT_MS = 60 * 60_000;

/** The clock and the limits of a search. */
interface SearchOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the search is given up. It looks at least once. */
  searchMs: number;
}

/**
 * Creates a thing at most once. The creation is sent once. If its outcome is unclear (the connection was lost after
 * sending, a 5xx, no answer in time), the lists are searched until they show one new thing that matches. The creation
 * is never sent again: a list that does not show a thing does not prove that it was not made.
 * @param options.sentBefore whether an earlier creation of this thing is still unsettled: if the name is taken now, the
 * earlier creation may have taken it
 * @throws ExoError unavailable with code `outcome-unknown` if the outcome remains unclear, or what the signal's reason
 * says; whatever `send` throws if nothing was accepted
 */
export async function createOnce<T extends Identified, A>(
  creation: Creation<T, A>,
  options: SearchOptions & { sentBefore?: boolean },
): Promise<Created<T, A>> {
  try {
    return { kind: 'answered', answer: await creation.send() };
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    const mayBeOurs = error.kind === 'conflict' && options.sentBefore === true;
    if (error.code !== 'outcome-unknown' && !mayBeOurs) throw error;
    if (options.signal?.aborted) throw interrupted(creation, options.signal.reason);
    return { kind: 'adopted', item: await search(creation, error.message, options) };
  }
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** Time for the answer to a look that is taken at the deadline itself, in ms. */
const SHORTEST_LOOK_MS = 2_000;

/**
 * Looks, with growing pauses, until the lists show one new thing that matches. A look that fails is taken again.
 * @param why a sentence that says why it is not known whether the thing exists
 * @throws ExoError unavailable, code `outcome-unknown`, if none or several are found; or what the signal's reason says
 */
export async function search<T extends Identified>(
  searched: Searched<T>,
  why: string,
  { clock: system, signal, searchMs }: SearchOptions,
): Promise<T> {
  const clock = steady(system);
  const deadline = clock.now() + searchMs;
  const remainingMs = () => deadline - clock.now();
  const isOurs = (item: T) => !searched.before.has(item.id ?? '') && searched.matches(item);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    let found: readonly T[] = [];
    let lookError: ExoError | undefined;
    try {
      await clock.sleep(Math.max(0, Math.min(pause, remainingMs())), signal);
      const items = await searched.list({ atMostMs: Math.max(SHORTEST_LOOK_MS, remainingMs()) });
      found = items.filter(isOurs);
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      lookError = error;
    }
    if (signal?.aborted) throw interrupted(searched, signal.reason);
    const [first, ...others] = found;
    if (others.length > 0) throw severalFound(searched, why, found);
    if (first !== undefined) return first;
    if (remainingMs() <= 0) throw noneFound(searched, why, lookError, searchMs);
  }
}

/**
 * The listed things that can also be read by their ID, because a list may still show deleted ones. One that cannot be
 * read stays.
 */
export async function foundById<T extends Identified>(
  items: readonly T[],
  read: (id: string) => Promise<unknown>,
): Promise<T[]> {
  const isThere = async ({ id }: T) =>
    id === undefined ||
    read(id).then(
      () => true,
      (error: unknown) => failureOf(error).kind !== 'not-found',
    );
  const there = await Promise.all(items.map(isThere));
  return items.filter((_, i) => there[i]);
}

type Subject = Pick<Searched<Identified>, 'what' | 'zone' | 'check' | 'goOn'>;

function outcomeUnknown(
  { what, zone }: Subject,
  why: string,
  searchResult: string,
  { hint, details }: { hint: string; details?: unknown },
): ExoError {
  const sentence = `it is not known whether ${what} was created in ${zone}: ${why}; ${searchResult}`;
  return new ExoError('unavailable', sentence, { code: 'outcome-unknown', zone, hint, details });
}

/**
 * The error of a search that found nothing. @param lookError why the last look failed, if it did: then that look proves
 * nothing
 */
function noneFound(
  subject: Subject,
  why: string,
  lookError: ExoError | undefined,
  searchMs: number,
): ExoError {
  const within = searchMs < 1_000 ? '' : ` within ${Math.round(searchMs / 1_000)} s`;
  const searchResult = lookError
    ? `the search for it could not be finished: ${lookError.message}`
    : `no list has shown it${within}, which is no proof that it does not exist`;
  const hint = `check that it does not exist: ${subject.check}\nonly then go on with: ${subject.goOn}`;
  return outcomeUnknown(subject, why, searchResult, { hint });
}

function severalFound<T extends Identified>(
  searched: Searched<T>,
  why: string,
  found: readonly T[],
): ExoError {
  const ids = found.map((item) => item.id ?? '?');
  return outcomeUnknown(searched, why, `${found.length} new ones match: ${ids.join(', ')}`, {
    hint: `see what they are: ${searched.check}\nkeep one and delete the others, as in: ${searched.remove(ids.at(-1) ?? '?')}`,
    details: { ids },
  });
}

/** The error of a search that was interrupted: it says that the thing may exist, because it may cost money. */
function interrupted({ what, zone, check }: Subject, reason: unknown): unknown {
  if (!(reason instanceof ExoError)) return reason;
  return reason.retold({
    message: `${reason.message} before it was known whether ${what} was created in ${zone}`,
    code: 'outcome-unknown',
    zone,
    hint: `before trying again, check that it does not exist: ${check}`,
  });
}
