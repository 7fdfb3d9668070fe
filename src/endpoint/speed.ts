import type { ReplyEvent } from './replies.js';

/** How fast a reply came. */
export interface Speed {
  /** From sending to the first token, in ms. */
  ttftMs: number;
  /**
   * The tokens after the first, divided by the time they took. For a single token, the whole time from sending counts.
   */
  tokensPerSecond: number;
  /** As the endpoint counts them; if it does not, the number of pieces. */
  tokens: number;
  promptTokens: number | undefined;
}

/** Measures the time of a reply while it comes. All moments are read from the clock, in ms. */
export class Stopwatch {
  readonly startedAt: number;
  /** When the first and the last piece came, pieces of the reasoning included; undefined before the first. */
  came: { first: number; last: number } | undefined;
  pieces = 0;
  /** As the endpoint counts them; undefined if it does not. */
  promptTokens: number | undefined;
  completionTokens: number | undefined;

  /** Starts the stopwatch. */
  constructor(private readonly now: () => number) {
    this.startedAt = now();
  }

  see(event: ReplyEvent): void {
    if (event.kind === 'usage') {
      this.completionTokens = event.completionTokens;
      this.promptTokens = event.promptTokens;
    } else if (event.kind !== 'end') {
      const last = this.now();
      this.came = { first: this.came?.first ?? last, last };
      this.pieces += 1;
    }
  }

  /** Undefined before the first token. */
  get speed(): Speed | undefined {
    if (this.came === undefined) return undefined;
    const { first, last } = this.came;
    const tokens = Math.max(1, this.completionTokens ?? this.pieces);
    const [count, ms] =
      tokens > 1 && last > first ? [tokens - 1, last - first] : [tokens, last - this.startedAt];
    return {
      ttftMs: first - this.startedAt,
      // A time below 1 ms, which the clock cannot show, counts as 1 ms.
      tokensPerSecond: (count * 1_000) / Math.max(1, ms),
      tokens,
      promptTokens: this.promptTokens,
    };
  }
}
