import { countsOf } from '../../domain/counts.js';
import type { LogEntry } from '../../schemas/deployment.js';

/*
 * Following a log that can only be asked for its last lines: what of the newest window is new?
 *
 * Entries carry no number, and time, node and message together may be alike, so entries are never compared one by
 * one but by their order: the window begins with the end of what was seen. Where several shifts fit, the smallest
 * is taken; they can only be told apart where the time changes within the overlap.
 */

/** The most entries that are remembered, so that following a log for months takes no more memory than for a minute. */
export const REMEMBERED = 5_000;

/** What was seen of a log so far. */
export interface LogMemory {
  /** The last entries, oldest first. */
  seen: readonly LogEntry[];
  /** `seen` begins with the very first line of the log. */
  fromStart: boolean;
}

/** The result of a new window. */
export interface Advance {
  memory: LogMemory;
  /** The new entries, oldest first. */
  fresh: readonly LogEntry[];
  /** No entry of the window is surely known, so lines before it may have been missed. */
  lost: boolean;
}

/**
 * Remembers the last lines of a log.
 * @param window oldest first
 * @param full older lines may exist, because the window has as many as were asked for
 */
export function begin(window: readonly LogEntry[], full: boolean): LogMemory {
  return { seen: window.slice(-REMEMBERED), fromStart: !full && window.length <= REMEMBERED };
}

/** Tells which of the last lines of a log are new. The parameters are those of `begin`. */
export function advance(memory: LogMemory, window: readonly LogEntry[], full: boolean): Advance {
  const { fresh, lost } = compare(memory, window, full);
  const { seen, fromStart } = memory;
  return { fresh, lost, memory: lost ? begin(window, full) : begin([...seen, ...fresh], !fromStart) };
}

function compare(
  { seen, fromStart }: LogMemory,
  window: readonly LogEntry[],
  full: boolean,
): Pick<Advance, 'fresh' | 'lost'> {
  if (window.length === 0) return { fresh: [], lost: false };
  if (seen.length === 0) return { fresh: window, lost: full };
  // If both begin with the first line of the log, the number of lines alone tells, even if all lines are alike.
  if (fromStart && !full && window.length >= seen.length && fits(seen, window, seen.length))
    return { fresh: window.slice(seen.length), lost: false };
  for (let known = window.length; known > 0; known--)
    if (fits(seen, window, known))
      return { fresh: window.slice(known), lost: full && mayBeChance(window, known) };
  return unaccounted(seen, window, full);
}

/** Are the first `known` entries of the window the last ones that were seen? */
function fits(seen: readonly LogEntry[], window: readonly LogEntry[], known: number): boolean {
  const length = Math.min(known, seen.length);
  for (let back = 1; back <= length; back++)
    if (!alike(seen[seen.length - back], window[known - back])) return false;
  return true;
}

/** An overlap of less than one in this many lines must be unique within the window to be believed. */
const SLIGHT = 20;

/** May the overlap be chance, because it is short and its lines occur again in the window? */
function mayBeChance(window: readonly LogEntry[], known: number): boolean {
  if (known * SLIGHT >= window.length) return false;
  const fitting = new Set(window.slice(0, known).map(key));
  const others = new Set(window.slice(known).map(key));
  return [...fitting].every((one) => others.has(one));
}

function alike(a: LogEntry | undefined, b: LogEntry | undefined): boolean {
  return a?.time === b?.time && a?.message === b?.message && a?.node === b?.node;
}

/**
 * Handles a window that does not continue what was seen. Either late lines were inserted in its middle, as happens when
 * the logs of several nodes are merged; then the entries that occur more often than before are new. Or nothing in it is
 * known; that is also assumed if older lines exist and the known ones are only lines that occur again and again.
 */
function unaccounted(
  seen: readonly LogEntry[],
  window: readonly LogEntry[],
  full: boolean,
): Pick<Advance, 'fresh' | 'lost'> {
  const [left, all] = [countsOf(seen.map(key)), countsOf(window.map(key))];
  let isKnown = false;
  const fresh = window.filter((entry) => {
    const count = left.get(key(entry)) ?? 0;
    if (count > 0) left.set(key(entry), count - 1);
    isKnown ||= count > 0 && (!full || all.get(key(entry)) === 1);
    return count === 0;
  });
  return isKnown ? { fresh, lost: false } : { fresh: window, lost: true };
}

const key = ({ time, node, message }: LogEntry) => JSON.stringify([time, node, message]);
