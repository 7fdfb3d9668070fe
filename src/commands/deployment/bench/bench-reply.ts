import type { Clock } from '../../../clock.js';
import { sum } from '../../../domain/load/load-line.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import type { ReplyEvent } from '../../../endpoint/replies.js';
import { Stopwatch } from '../../../endpoint/speed.js';
import type { Sample } from './bench-figures.js';

/** A streamed reply that was read. */
export interface Reply {
  outcome: Sample['outcome'];
  /** Why it failed. */
  error?: unknown;
  seen: Stopwatch;
  /** The number of its pieces that arrived while the level was measured. */
  timedPieces: number;
}

/** How a reply is read. */
interface Reading {
  clock: Clock;
  /** The end of the time, in ms of the clock. */
  endsAt: number;
  /** Aborted when the level is over. */
  signal: AbortSignal;
  /** Has the measurement of the level begun? */
  isTimed(): boolean;
}

/** Reads a reply until it, or the time, ends. It never rejects: a failure is its outcome. */
export async function readReply(
  events: AsyncGenerator<ReplyEvent, void>,
  { clock, endsAt, signal, isTimed }: Reading,
): Promise<Reply> {
  const reply: Reply = { outcome: 'whole', seen: new Stopwatch(() => clock.now()), timedPieces: 0 };
  const { seen } = reply;
  try {
    for await (const event of events) {
      const before = seen.pieces;
      seen.see(event);
      if (isTimed()) reply.timedPieces += seen.pieces - before;
      if (clock.now() >= endsAt) return { ...reply, outcome: 'unfinished' };
    }
    // Without this, an engine that sends no text would seem the fastest of all.
    if (seen.came === undefined) throw new EndpointError(200, NO_TEXT);
    return reply;
  } catch (error) {
    return { ...reply, outcome: signal.aborted ? 'unfinished' : 'failed', error };
  }
}

/** The tokens of a reply, as the engine counts them, else the number of its pieces. */
export const tokensOf = ({ seen }: Reply) => seen.completionTokens || seen.pieces;

/**
 * The tokens that arrived while a level was measured. A piece can have several tokens, because of speculative decoding
 * or batching. So the pieces of an unfinished reply count with the average tokens per piece of the replies that the
 * engine has counted.
 */
export function timedTokens(replies: readonly Reply[]): number {
  const isCounted = ({ outcome, seen }: Reply) => outcome === 'whole' && (seen.completionTokens ?? 0) > 0;
  const perPieceOf = (some: readonly Reply[]) =>
    sum(some.map(tokensOf)) / sum(some.map(({ seen }) => seen.pieces));
  const usual = perPieceOf(replies.filter(isCounted)) || 1;
  return Math.round(
    sum(replies.map((reply) => reply.timedPieces * (isCounted(reply) ? perPieceOf([reply]) : usual))),
  );
}
