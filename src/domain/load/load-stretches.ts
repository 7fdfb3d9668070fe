import { HOLD_MS } from './load-line.js';

/*
 * The least load there was over some time, by the lines of `engine-load.ts`, for scaling: what one engine tells counts
 * though nothing is known of another, a lost line makes no hole, and what was before the last change is forgotten.
 */

/** What one line says at its moment, in ms since the UNIX epoch. */
export interface LoadPoint {
  at: number;
  running: number;
  /** Requests that wait, deferred ones included, as the engine counts them. */
  waiting: number;
  /** How full the KV cache is, in percent; NaN where the line does not say. */
  kv: number;
  /** The line cannot be read: the engine is at work, and nothing more is known. */
  unread?: true;
  /** With `unread`: a request was answered that the engine did not tell of. It counts as work for as long as a line holds. */
  asked?: true;
  /** It read or wrote tokens since the line before. The last line before it rests says that it had none. */
  worked?: true;
}

/** The lines of one engine; a replica with data parallelism has several, all of one node. */
export interface EngineLines {
  node: string;
  /** The first line of any kind of the node: before it nothing is known of it. */
  since: number;
  /** Oldest first. */
  points: readonly LoadPoint[];
}

/** Over all engines; where some are not known, the sums are the least there was. */
export interface Stretch {
  from: number;
  to: number;
  running: number;
  waiting: number;
  /** Sum over the replicas, in percent: 2 replicas that are half full have 100. */
  kv: number;
  /** Engines of which something is known, and of which nothing is: those that fell silent at work. */
  known: number;
  silent: number;
}

interface Times {
  changedAt: number;
  from: number;
  to: number;
}

const IDLE = { running: 0, waiting: 0, kv: 0 };

interface Piece {
  from: number;
  /** Undefined where the engine fell silent at work: it is stuck, has ended, or its lines are lost. */
  load: Omit<LoadPoint, 'at'> | undefined;
}

/**
 * What was when between two moments, oldest first, without holes. Of lines from before `changedAt` nothing counts but that
 * an engine was at work: when it says nothing afterwards, it is silent and not idle.
 */
export function stretches(engines: readonly EngineLines[], { changedAt, from, to }: Times): Stretch[] {
  const each = engines.map((engine) => piecesOf(engine, { changedAt, from, to }));
  const perNode = new Map<string, number>();
  for (const { node } of engines) perNode.set(node, (perNode.get(node) ?? 0) + 1);
  const bounds = [...new Set([from, ...each.flatMap((pieces) => pieces.map((piece) => piece.from))])]
    .filter((at) => at < to || at === from)
    .sort((a, b) => a - b);
  const sharing = engines.map(({ node }) => perNode.get(node) ?? 1);
  const next = each.map(() => 0);
  return bounds.map((bound, place) => {
    const stretch = { from: bound, to: bounds[place + 1] ?? to, ...IDLE, known: 0, silent: 0 };
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

/** What one engine did, from when. */
function piecesOf({ since, points }: EngineLines, { changedAt, from, to }: Times): Piece[] {
  const pieces: Piece[] = since > to ? [] : [{ from: Math.max(since, from), load: IDLE }];
  // What was said last before still holds, silence after it too.
  const first = points.findLastIndex(({ at }) => at <= from);
  for (let index = Math.max(0, first); index < points.length; index++) {
    const point = points[index];
    if (point === undefined || point.at > to) continue;
    if (point.at >= changedAt)
      pieces.push({ from: Math.max(from, point.at), load: point.unread ? undefined : point });
    const ends = point.at + HOLD_MS;
    const next = points[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    // One request that was answered does not tell of the others.
    const told = point.asked ? points[index - 1] : point;
    if (ends < next && ends <= to)
      pieces.push({ from: Math.max(from, ends), load: told && isAtWork(told) ? undefined : IDLE });
  }
  return pieces;
}

const isAtWork = ({ running, waiting, unread, worked }: LoadPoint) =>
  unread || worked || running > 0 || waiting > 0;

/**
 * The engines without those of replicas that have been taken away: at work before the last change and silent since,
 * where the others are as many as there should be.
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
