import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../clock.js';
import { EndpointError } from '../../../endpoint/endpoint-error.js';
import type { ReplyEvent } from '../../../endpoint/replies.js';
import type { Sample } from './bench-figures.js';
import { type Reply, readReply, timedTokens, tokensOf } from './bench-reply.js';

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
  const { clock, outputTokens } = asking;
  const { endsAt, perRequest } = budget;
  const level = new AbortController();
  const signal = AbortSignal.any([level.signal, budget.signal]);
  // Every request under way listens, and Node would take more than ten for a leak.
  setMaxListeners(0, signal);
  const wanted = measuredOf(concurrency);
  const run: LevelRun = { concurrency, samples: [], durationMs: 0, outputTokens: 0, isCut: false };
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
    const reply = await readReply(asking.ask(Math.max(1, Math.round(outputTokens * share)), signal), {
      clock,
      endsAt,
      signal,
      isTimed: () => beganAt !== undefined,
    });
    const { outcome, error } = reply;
    if (outcome === 'failed') run.error ??= error;
    // Nothing that is measured afterwards would be different.
    if (error instanceof EndpointError && error.refusesKey) isKeyRefused = true;
    replies.push(reply);
    // Broken off because enough have been measured.
    if (outcome === 'unfinished' && level.signal.aborted) return;
    budget.tokensLeft += unusedOf(reply, perRequest, outputTokens);
    // Whoever is refused is refused, also among the first.
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
  run.isCut = run.samples.filter(({ outcome }) => outcome !== 'unfinished').length < wanted;
  return run;
}

/**
 * Tokens that were set aside for a request and not used; negative where it has used more. A prompt that is not counted is
 * taken for the longest, and what is not whole for all that was set aside.
 */
function unusedOf(reply: Reply, perRequest: number, outputTokens: number): number {
  if (reply.outcome !== 'whole') return 0;
  const prompt = reply.seen.promptTokens ?? perRequest - outputTokens;
  return perRequest - prompt - tokensOf(reply);
}

/** A reply as a sample of its level. @param now when it ended, by the clock, in ms */
function sampleOf(reply: Reply, now: number): Sample {
  const { outcome, seen } = reply;
  const { came, startedAt, promptTokens = 0 } = seen;
  const tokens = tokensOf(reply);
  // All at once, from something that holds them back: how fast they were made then shows in nothing but the whole time.
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
