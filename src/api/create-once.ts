import type { Clock } from '../clock.js';
import { ExoError } from '../errors.js';

/** What is needed to create a thing and to find out, when the answer is lost, whether it was created. */
export interface Creation<T extends Identified, A> extends Searched<T> {
  /** Sends it; on an unclear outcome it throws an ExoError with code `outcome-unknown`. */
  send(): Promise<A>;
}

/** What the service has made has an ID, once it tells of one. */
interface Identified {
  id?: string | undefined;
}

/** A thing that may have been created, as far as finding it goes. */
export interface Searched<T extends Identified> {
  /** `deployment my-app`, for messages. */
  what: string;
  zone: string;
  /** IDs that existed before anything was sent: none of those is ours. */
  before: ReadonlySet<string>;
  /** Everything of its kind that exists now, asked for within so many milliseconds. */
  list(options?: { atMostMs: number }): Promise<readonly T[]>;
  /** Is this what the creation asked for? */
  matches(item: T): boolean;
  /** The command that shows what exists. */
  check: string;
  /** The command that goes on, once it is known that it does not exist: the same with --again. */
  goOn: string;
  /** The command that deletes one of several. */
  remove(id: string): string;
}

/** What came of a creation: an answer, or, where that was lost, the thing that was found. */
export type Created<T, A> = { kind: 'answered'; answer: A } | { kind: 'adopted'; item: T };

/** How long something may take to show in lists, in ms, as far as a search goes. */
export const SEARCH_MS = 60_000;

/** When a search ends, and what it goes by. */
interface SearchOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the search is given up. One look is always taken. */
  searchMs: number;
}

/**
 * Creates a thing at most once: it is sent once, and when its outcome is unclear (the connection was lost after
 * sending, a 5xx, no answer in time) what exists is looked at until the one new thing that matches is found.
 * It is never sent again: that a list does not show a thing is no proof that it was not made.
 * @param options.sentBefore an earlier creation of it was never settled: a name that is taken may be that one's
 * @throws ExoError unavailable with code `outcome-unknown` when it cannot be told, or as the signal says; whatever
 * `send` throws when nothing was accepted
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
/** A look that is taken at the deadline itself still has time for an answer, in ms. */
const SHORTEST_LOOK_MS = 2_000;

/**
 * Looks, with growing pauses, for the one new thing that matches. A look that fails is taken again.
 * @param why it is not known whether it exists, as a sentence
 * @throws ExoError unavailable, code `outcome-unknown`: none was found, or several; or as the signal says
 */
export async function search<T extends Identified>(
  searched: Searched<T>,
  why: string,
  { clock, signal, searchMs }: SearchOptions,
): Promise<T> {
  const deadline = clock.now() + searchMs;
  const left = () => deadline - clock.now();
  const isOurs = (item: T) => !searched.before.has(item.id ?? '') && searched.matches(item);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    let found: readonly T[] = [];
    let blind: ExoError | undefined;
    try {
      await clock.sleep(Math.max(0, Math.min(pause, left())), signal);
      const items = await searched.list({ atMostMs: Math.max(SHORTEST_LOOK_MS, left()) });
      found = items.filter(isOurs);
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      blind = error;
    }
    if (signal?.aborted) throw interrupted(searched, signal.reason);
    const [first, ...others] = found;
    if (others.length > 0) throw severalFound(searched, why, found);
    if (first !== undefined) return first;
    if (left() <= 0) throw noneFound(searched, why, blind, searchMs);
  }
}

type Told = Pick<Searched<Identified>, 'what' | 'zone' | 'check' | 'goOn'>;

function unknown(
  { what, zone }: Told,
  why: string,
  seen: string,
  { hint, details }: { hint: string; details?: unknown },
): ExoError {
  const sentence = `it is not known whether ${what} was created in ${zone}: ${why}; ${seen}`;
  return new ExoError('unavailable', sentence, { code: 'outcome-unknown', zone, hint, details });
}

/** The error of a search that found nothing. @param blind why the last look failed, where it did: it has shown nothing then */
function noneFound(told: Told, why: string, blind: ExoError | undefined, searchMs: number): ExoError {
  const within = searchMs < 1_000 ? '' : ` within ${Math.round(searchMs / 1_000)} s`;
  const seen = blind
    ? `it could not be looked for to the end: ${blind.message}`
    : `no list has shown it${within}, which is no proof that it does not exist`;
  const hint = `check that it does not exist: ${told.check}\nonly then go on with: ${told.goOn}`;
  return unknown(told, why, seen, { hint });
}

function severalFound<T extends Identified>(
  searched: Searched<T>,
  why: string,
  found: readonly T[],
): ExoError {
  const ids = found.map((item) => item.id ?? '?');
  return unknown(searched, why, `${found.length} new ones match: ${ids.join(', ')}`, {
    hint: `see what they are: ${searched.check}\nkeep one and delete the others, as in: ${searched.remove(ids.at(-1) ?? '?')}`,
    details: { ids },
  });
}

/** Ctrl-C before it was known: what may exist and cost money must not be passed over. */
function interrupted({ what, zone, check }: Told, reason: unknown): unknown {
  if (!(reason instanceof ExoError)) return reason;
  return new ExoError(
    reason.kind,
    `${reason.message} before it was known whether ${what} was created in ${zone}`,
    {
      code: 'outcome-unknown',
      zone,
      hint: `before trying again, check that it does not exist: ${check}`,
      cause: reason,
    },
  );
}
