import type { Clock } from '../../../clock.js';
import { sum } from '../../../domain/load/load-line.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import type { ReplyEvent } from '../../../endpoint/replies.js';
import { Stopwatch } from '../../../endpoint/speed.js';
import type { Sample } from './bench-figures.js';

/** A streamed reply as it came. */
export interface Reply {
  outcome: Sample['outcome'];
  /** Why it failed. */
  error?: unknown;
  seen: Stopwatch;
  /** Its pieces that came while the level was measured. */
  timedPieces: number;
}

/** What a reply is read by. */
interface Reading {
  clock: Clock;
  /** By the clock, in ms: what comes later is not waited for. */
  endsAt: number;
  /** Aborted when the level is over. */
  signal: AbortSignal;
  /** Is the level measured by now? */
  isTimed(): boolean;
}

/** Reads a reply to its end, or to that of the time. Never rejects: what goes wrong is its outcome. */
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
    // Else an engine that says nothing would be the fastest of all.
    if (seen.came === undefined) throw new EndpointError(200, NO_TEXT);
    return reply;
  } catch (error) {
    return { ...reply, outcome: signal.aborted ? 'unfinished' : 'failed', error };
  }
}

/** The tokens of a reply: as the engine counts them, else its pieces. */
export const tokensOf = ({ seen }: Reply) => seen.completionTokens || seen.pieces;

/**
 * The tokens that came while a level was measured. A piece has several where the engine guesses ahead, or sends several at
 * once: a piece of a reply that was broken off is taken to have as many as those of the replies that the engine has counted.
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
