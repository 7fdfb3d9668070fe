import { countsOf } from '../counts.js';
import { HOLD_MS } from './load-line.js';

/*
 * The least load over some time, by the lines of `engine-load.ts`, for scaling. The lines of one engine count even if
 * nothing is known of another, a lost line leaves no gap, and lines from before the last change are ignored.
 */

/** A line of load, with its time in ms since the UNIX epoch. */
export interface LoadPoint {
  at: number;
  running: number;
  /** Requests that wait, deferred ones included, as the engine counts them. */
  waiting: number;
  /** How full the KV cache is, in percent; NaN if the line does not say. */
  kv: number;
  /** The line cannot be read: the engine is at work, and nothing more is known. */
  unread?: true;
  /**
   * With `unread`: the point is a request that the engine did not report. It counts as work for as long as a line does.
   */
  asked?: true;
  /** The engine read or wrote tokens since the line before. In its last line before it falls silent, it did not. */
  worked?: true;
}

/** The lines of one engine. A replica with data parallelism has several engines, all with the same node. */
export interface EngineLines {
  node: string;
  /** The time of the node's first log line of any kind: nothing is known before it. */
  since: number;
  /** Oldest first. */
  points: readonly LoadPoint[];
}

/** A time, with the sums over all engines; if some engines are not known, the real sums may be larger. */
export interface Stretch {
  from: number;
  to: number;
  running: number;
  waiting: number;
  /** Sum over the replicas, in percent: 2 replicas that are half full have 100. */
  kv: number;
  /** The number of engines whose load is known, and of those that fell silent at work. */
  known: number;
  silent: number;
}

interface Times {
  changedAt: number;
  from: number;
  to: number;
}

/** The load of an engine without work. */
export const NO_LOAD = { running: 0, waiting: 0, kv: 0 };

interface Piece {
  from: number;
  /** Undefined if the engine fell silent at work: it hangs, has ended, or its lines are lost. */
  load: Omit<LoadPoint, 'at'> | undefined;
}

/**
 * The load between two moments, oldest first, without gaps. Lines from before `changedAt` show only whether an engine
 * was at work then: if so, and it writes nothing afterwards, it counts as silent and not as idle.
 */
export function stretches(engines: readonly EngineLines[], { changedAt, from, to }: Times): Stretch[] {
  const each = engines.map((engine) => piecesOf(engine, { changedAt, from, to }));
  const perNode = countsOf(engines.map(({ node }) => node));
  const bounds = [...new Set([from, ...each.flatMap((pieces) => pieces.map((piece) => piece.from))])]
    .filter((at) => at < to || at === from)
    .sort((a, b) => a - b);
  const sharing = engines.map(({ node }) => perNode.get(node) ?? 1);
  const next = each.map(() => 0);
  return bounds.map((bound, place) => {
    const stretch = { from: bound, to: bounds[place + 1] ?? to, ...NO_LOAD, known: 0, silent: 0 };
    for (let index = 0; index < each.length; index++) {
      const pieces = each[index] ?? [];
      let at = next[index] ?? 0;
      while ((pieces[at]?.from ?? Number.POSITIVE_INFINITY) <= bound) at++;
      next[index] = at;
      const piece = pieces[at - 1];
      if (piece === undefined) continue;
      if (piece.load === undefined) {
        stretch.silent++;
        continue;
      }
      stretch.known++;
      stretch.running += piece.load.running;
      stretch.waiting += piece.load.waiting;
      stretch.kv += piece.load.kv / (sharing[index] ?? 1);
    }
    return stretch;
  });
}

/** The load of one engine; each piece lasts until the next begins. */
function piecesOf({ since, points }: EngineLines, { changedAt, from, to }: Times): Piece[] {
  const pieces: Piece[] = since > to ? [] : [{ from: Math.max(since, from), load: NO_LOAD }];
  // The last line before `from` still counts, and so does the silence after it.
  const first = points.findLastIndex(({ at }) => at <= from);
  for (let index = Math.max(0, first); index < points.length; index++) {
    const point = points[index];
    if (point === undefined || point.at > to) continue;
    if (point.at >= changedAt)
      pieces.push({ from: Math.max(from, point.at), load: point.unread ? undefined : point });
    const ends = point.at + HOLD_MS;
    const next = points[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    // An answered request says nothing about others, so the line before it decides.
    const line = point.asked ? points[index - 1] : point;
    if (ends < next && ends <= to)
      pieces.push({ from: Math.max(from, ends), load: line && isAtWork(line) ? undefined : NO_LOAD });
  }
  return pieces;
}

const isAtWork = ({ running, waiting, unread, worked }: LoadPoint) =>
  unread || worked || running > 0 || waiting > 0;

/**
 * The engines of replicas that still exist. An engine that was at work before the last change and has been silent since
 * counts as taken away, if the remaining replicas are as many as there should be.
 */
export function stillThere(
  engines: readonly EngineLines[],
  changedAt: number,
  replicas: number,
): readonly EngineLines[] {
  const stay = engines.filter(({ points }) => {
    const last = points.at(-1);
    return last === undefined || last.at >= changedAt || !isAtWork(last);
  });
  return new Set(stay.map(({ node }) => node)).size >= replicas ? stay : engines;
}
