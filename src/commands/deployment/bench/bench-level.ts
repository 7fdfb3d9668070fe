import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../clock.js';
import { sum } from '../../../domain/load/load-line.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import type { ReplyEvent } from '../../../endpoint/replies.js';
import { Stopwatch } from '../../../endpoint/speed.js';
import type { Sample } from './bench-figures.js';

/** How the requests of a level are sent. */
export interface Asking {
  clock: Clock;
  /** Sends the next prompt and streams the reply. */
  ask(outputTokens: number, signal: AbortSignal): AsyncGenerator<ReplyEvent, void>;
  outputTokens: number;
  /** 0 ≤ random() < 1. */
  random(): number;
}

/** What may still be used, shared by all levels. */
export interface Budget {
  /** The end of the time, in ms of the clock. */
  endsAt: number;
  tokensLeft: number;
  /** The most tokens of a request, prompt and reply. */
  perRequest: number;
  /** Aborted when the time is up, also in the middle of a reply. */
  signal: AbortSignal;
}

/** The result of a level. */
export interface LevelRun {
  concurrency: number;
  samples: Sample[];
  /** The time in which the samples were taken, in ms. */
  durationMs: number;
  /** The tokens that arrived in this time, see `timedTokens`. */
  outputTokens: number;
  /** The budget ended before the level was measured completely. */
  isCut: boolean;
  /** At least one piece of a reply arrived. Replies that only warm up count, too. */
  hasText: boolean;
  /** The first failure. */
  error?: unknown;
}

/** How many requests of a level are measured: three for each of the requests at once, at least five. */
export const measuredOf = (concurrency: number) => Math.max(5, 3 * concurrency);

/**
 * Measures one level: keeps `concurrency` requests under way, starting the next as soon as one has ended, until enough
 * are measured. The first request of each worker warms up and does not count; these have random lengths, so that the
 * workers do not run in step. Requests go on until the last measured one has ended, so that the load is the same for
 * all measured ones.
 */
export async function runLevel(asking: Asking, concurrency: number, budget: Budget): Promise<LevelRun> {
  const { clock, outputTokens } = asking;
  const { endsAt, perRequest } = budget;
  const level = new AbortController();
  const signal = AbortSignal.any([level.signal, budget.signal]);
  // Every request listens to the signal, and Node warns of a leak from eleven listeners on.
  setMaxListeners(0, signal);
  const wanted = measuredOf(concurrency);
  const run: LevelRun = {
    concurrency,
    samples: [],
    durationMs: 0,
    outputTokens: 0,
    isCut: false,
    hasText: false,
  };
  const replies: Reply[] = [];
  let begun = 0;
  let beganAt: number | undefined;
  let isKeyRefused = false;
  const mayAsk = () =>
    clock.now() < endsAt && budget.tokensLeft >= perRequest && !signal.aborted && !isKeyRefused;

  const askOnce = async (warmsUp: boolean) => {
    budget.tokensLeft -= perRequest;
    const due = clock.now();
    const isMeasured = !warmsUp && ++begun <= wanted;
    if (isMeasured) beganAt ??= due;
    const share = warmsUp ? 0.25 + 0.75 * asking.random() : 1;
    const events = asking.ask(Math.max(1, Math.round(outputTokens * share)), signal);
    const reply = await readReply(events, { clock, endsAt, signal }, () => beganAt !== undefined);
    const { outcome, error } = reply;
    if (outcome === 'failed') run.error ??= error;
    // A refused key is refused for every further request, too.
    if (error instanceof EndpointError && error.refusesKey) isKeyRefused = true;
    replies.push(reply);
    // Ended because enough requests have been measured.
    if (outcome === 'unfinished' && level.signal.aborted) return;
    budget.tokensLeft += unusedOf(reply, perRequest, outputTokens);
    // A failed request counts even if it was one for warming up.
    if (!isMeasured && outcome !== 'failed') return;
    const now = clock.now();
    run.samples.push(sampleOf(reply, now));
    run.durationMs = now - (beganAt ?? due);
    if (run.samples.length >= wanted) level.abort();
  };

  const worker = async () => {
    for (let count = 0; mayAsk() && run.samples.length < wanted; count++) await askOnce(count === 0);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  run.outputTokens = timedTokens(replies);
  run.hasText = replies.some(({ seen }) => seen.came !== undefined);
  run.isCut = run.samples.filter(({ outcome }) => outcome !== 'unfinished').length < wanted;
  return run;
}

/** A streamed reply that was read. */
interface Reply {
  outcome: Sample['outcome'];
  /** Why it failed. */
  error?: unknown;
  seen: Stopwatch;
  /** The number of its pieces that arrived while the level was measured. */
  timedPieces: number;
}

/**
 * Reads a reply until it, or the time, ends. It never rejects: a failure is its outcome.
 * @param limits.signal aborted when the level is over
 * @param isTimed has the measurement of the level begun?
 */
async function readReply(
  events: AsyncGenerator<ReplyEvent, void>,
  { clock, endsAt, signal }: Pick<Asking, 'clock'> & Pick<Budget, 'endsAt' | 'signal'>,
  isTimed: () => boolean,
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
const tokensOf = ({ seen }: Reply) => seen.completionTokens || seen.pieces;

/**
 * The tokens that arrived while a level was measured. A piece can have several tokens, because of speculative decoding
 * or batching. So the pieces of an unfinished reply count with the average tokens per piece of the replies that the
 * engine has counted.
 */
function timedTokens(replies: readonly Reply[]): number {
  const isCounted = ({ outcome, seen }: Reply) => outcome === 'whole' && (seen.completionTokens ?? 0) > 0;
  const perPieceOf = (some: readonly Reply[]) =>
    sum(some.map(tokensOf)) / sum(some.map(({ seen }) => seen.pieces));
  const usual = perPieceOf(replies.filter(isCounted)) || 1;
  return Math.round(
    sum(replies.map((reply) => reply.timedPieces * (isCounted(reply) ? perPieceOf([reply]) : usual))),
  );
}

/**
 * The reserved tokens that a request has not used; negative if it has used more. If the engine does not count the
 * prompt, the longest one is assumed. A reply that is not whole counts as having used all of them.
 */
function unusedOf(reply: Reply, perRequest: number, outputTokens: number): number {
  if (reply.outcome !== 'whole') return 0;
  const prompt = reply.seen.promptTokens ?? perRequest - outputTokens;
  return perRequest - prompt - tokensOf(reply);
}

/** The measurement of a reply. @param now the time of its end, in ms of the clock */
function sampleOf(reply: Reply, now: number): Sample {
  const { outcome, seen } = reply;
  const { came, startedAt, promptTokens = 0 } = seen;
  const tokens = tokensOf(reply);
  // If all tokens arrive at once, something has buffered them: only the whole time tells how fast they were made.
  const isAtOnce = came !== undefined && came.last === came.first;
  return {
    outcome,
    ttftMs: (came?.first ?? now) - startedAt,
    tpotMs:
      came === undefined || tokens < 2
        ? undefined
        : isAtOnce
          ? (came.last - startedAt) / tokens
          : (came.last - came.first) / (tokens - 1),
    e2elMs: (outcome === 'whole' && came ? came.last : now) - startedAt,
    promptTokens,
  };
}
