import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../clock.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import type { ReplyEvent } from '../../../endpoint/replies.js';
import type { Sample } from './bench-figures.js';

/** What a level asks with. */
export interface Asking {
  clock: Clock;
  /** A streamed reply to the next prompt. */
  ask(outputTokens: number, signal: AbortSignal): AsyncGenerator<ReplyEvent, void>;
  outputTokens: number;
  /** 0 ≤ random() < 1. */
  random(): number;
}

/** What may still be used; shared by all levels. */
export interface Budget {
  /** By the clock, in ms. */
  endsAt: number;
  tokensLeft: number;
  /** Tokens a request takes at most. */
  perRequest: number;
  /** Aborted when the time is up, whatever is under way. */
  signal: AbortSignal;
}

/** How a level went. */
export interface LevelRun {
  concurrency: number;
  samples: Sample[];
  /** In which the samples were taken, in ms. */
  durationMs: number;
  /** That came in this time: pieces of replies, each with as many tokens as the engine counts in whole ones. */
  outputTokens: number;
  /** The budget ended before it was measured to its end. */
  isCut: boolean;
  /** The first thing that went wrong. */
  error?: unknown;
}

/** Requests that are measured of a level: some of each who asks, and a few at least. */
export const measuredOf = (concurrency: number) => Math.max(5, 3 * concurrency);

/**
 * Keeps so many requests under way at once, the next as soon as one has ended, and takes the times of those after the first
 * of each, until enough are measured. The first have all kinds of lengths, so that what follows does not go in step; and
 * others go on until the last that is measured has ended, so that none is measured in a queue that runs dry.
 */
export async function runLevel(asking: Asking, concurrency: number, budget: Budget): Promise<LevelRun> {
  const { clock } = asking;
  const level = new AbortController();
  const signal = AbortSignal.any([level.signal, budget.signal]);
  // Every request under way listens, and Node would take more than ten for a leak.
  setMaxListeners(0, signal);
  const wanted = measuredOf(concurrency);
  const run: LevelRun = { concurrency, samples: [], durationMs: 0, outputTokens: 0, isCut: false };
  // A piece has several tokens where the engine guesses ahead, or sends several at once. Of replies that it has counted:
  // pieces and tokens of all, tokens in time; pieces in time of those that were broken off.
  const counted = { pieces: 0, tokens: 0, inTime: 0, uncounted: 0 };
  let begun = 0;
  let beganAt: number | undefined;
  let inBudget = () =>
    clock.now() < budget.endsAt && budget.tokensLeft >= budget.perRequest && !signal.aborted;

  const one = async (warmsUp: boolean) => {
    budget.tokensLeft -= budget.perRequest;
    const due = clock.now();
    const isMeasured = !warmsUp && ++begun <= wanted;
    if (isMeasured) beganAt ??= due;
    const share = warmsUp ? 0.25 + 0.75 * asking.random() : 1;
    // What has come of the reply so far; times by the clock.
    const seen = { last: due, pieces: 0, inTime: 0, prompt: 0, tokens: 0, isCounted: false };
    let first: number | undefined;
    let outcome: Sample['outcome'] = 'whole';
    try {
      const tokens = Math.max(1, Math.round(asking.outputTokens * share));
      for await (const event of untilAborted(asking.ask(tokens, signal), signal)) {
        const now = clock.now();
        if (event.kind === 'usage') {
          seen.isCounted = event.promptTokens !== undefined;
          seen.prompt = event.promptTokens ?? 0;
          seen.tokens = event.completionTokens ?? 0;
        } else if (event.kind !== 'end') {
          first ??= now;
          seen.last = now;
          seen.pieces += 1;
          if (beganAt !== undefined) seen.inTime += 1;
        }
        if (now >= budget.endsAt) {
          outcome = 'unfinished';
          break;
        }
      }
      // Else an engine that says nothing would be the fastest of all.
      if (outcome === 'whole' && first === undefined) throw new EndpointError(200, NO_TEXT);
    } catch (error) {
      outcome = signal.aborted ? 'unfinished' : 'failed';
      if (outcome === 'failed') run.error ??= error;
      // Nothing that is measured afterwards would be different.
      if (error instanceof EndpointError && error.refusesKey) inBudget = () => false;
    }
    if (outcome === 'whole' && seen.tokens > 0) {
      counted.pieces += seen.pieces;
      counted.tokens += seen.tokens;
      counted.inTime += (seen.inTime * seen.tokens) / seen.pieces;
    } else counted.uncounted += seen.inTime;
    if (outcome === 'unfinished' && level.signal.aborted) return;
    const now = clock.now();
    const tokens = seen.tokens || seen.pieces;
    // What was set aside and not used, or used beyond it. A prompt that is not counted is taken for the longest.
    const prompt = seen.isCounted ? seen.prompt : budget.perRequest - asking.outputTokens;
    budget.tokensLeft += outcome === 'whole' ? budget.perRequest - prompt - tokens : 0;
    // Whoever is refused is refused, also among the first.
    if (!isMeasured && outcome !== 'failed') return;
    run.samples.push({
      outcome,
      ttftMs: (first ?? now) - due,
      hasFirst: first !== undefined,
      tpotMs: first === undefined || tokens < 2 ? undefined : (seen.last - first) / (tokens - 1),
      e2elMs: (outcome === 'whole' ? seen.last : now) - due,
      promptTokens: seen.prompt,
    });
    run.durationMs = now - (beganAt ?? due);
    if (run.samples.length >= wanted) level.abort();
  };

  const worker = async () => {
    for (let count = 0; inBudget() && run.samples.length < wanted; count++) {
      await one(count === 0);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const aPiece = counted.pieces > 0 ? counted.tokens / counted.pieces : 1;
  run.outputTokens = Math.round(counted.inTime + counted.uncounted * aPiece);
  run.isCut = run.samples.filter(({ outcome }) => outcome !== 'unfinished').length < wanted;
  return run;
}

/** The same events, but an end at once: not when the next one would have come, for that may be never. */
async function* untilAborted<T>(
  events: AsyncGenerator<T, void>,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  aborted.catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    for (;;) {
      const next = await Promise.race([events.next(), aborted]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    events.return().catch(() => {});
  }
}
