import { orAborted } from '../../../api/or-aborted.js';
import type { Clock } from '../../../clock.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import type { ReplyEvent } from '../../../endpoint/replies.js';
import type { Sample } from './bench-figures.js';

/** A streamed reply as it came; moments by the clock, in ms. */
export interface Reply {
  outcome: Sample['outcome'];
  /** Why it failed. */
  error?: unknown;
  /** When its first and its last piece came; absent where none has. */
  came?: { first: number; last: number };
  pieces: number;
  /** Of those, the ones that came while the level was measured. */
  timedPieces: number;
  /** As the engine counts them; absent where it does not. */
  promptTokens?: number | undefined;
  completionTokens?: number | undefined;
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
  const reply: Reply = { outcome: 'whole', pieces: 0, timedPieces: 0 };
  try {
    for await (const event of untilAborted(events, signal)) {
      const now = clock.now();
      if (event.kind === 'usage') {
        reply.promptTokens = event.promptTokens;
        reply.completionTokens = event.completionTokens;
      } else if (event.kind !== 'end') {
        reply.came = { first: reply.came?.first ?? now, last: now };
        reply.pieces += 1;
        if (isTimed()) reply.timedPieces += 1;
      }
      if (now >= endsAt) return { ...reply, outcome: 'unfinished' };
    }
    // Else an engine that says nothing would be the fastest of all.
    if (reply.came === undefined) throw new EndpointError(200, NO_TEXT);
    return reply;
  } catch (error) {
    return { ...reply, outcome: signal.aborted ? 'unfinished' : 'failed', error };
  }
}

/** The tokens of a reply: as the engine counts them, else its pieces. */
export const tokensOf = ({ completionTokens, pieces }: Reply) => completionTokens || pieces;

/**
 * The tokens that came while a level was measured. A piece has several where the engine guesses ahead, or sends several at
 * once: a piece of a reply that was broken off is taken to have as many as those of the replies that the engine has counted.
 */
export class TimedTokens {
  private countedPieces = 0;
  private countedTokens = 0;
  private timedTokens = 0;
  private uncountedPieces = 0;

  add({ outcome, pieces, timedPieces, completionTokens = 0 }: Reply): void {
    if (outcome === 'whole' && completionTokens > 0) {
      this.countedPieces += pieces;
      this.countedTokens += completionTokens;
      this.timedTokens += (timedPieces * completionTokens) / pieces;
    } else this.uncountedPieces += timedPieces;
  }

  get total(): number {
    const perPiece = this.countedPieces > 0 ? this.countedTokens / this.countedPieces : 1;
    return Math.round(this.timedTokens + this.uncountedPieces * perPiece);
  }
}

/** The same events, but an end at once: not when the next one would have come, for that may be never. */
async function* untilAborted<T>(
  events: AsyncGenerator<T, void>,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await orAborted(events.next(), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    events.return().catch(() => {});
  }
}
