import type { ReplyEvent } from './replies.js';

/** How fast a reply came. */
export interface Speed {
  /** From sending to the first token, in ms. */
  ttftMs: number;
  /** Tokens after the first, by the time they took; of a single one, it and its time. */
  tokensPerSecond: number;
  /** As the endpoint counts them, else pieces. */
  tokens: number;
  promptTokens: number | undefined;
}

/** Takes the time of a reply while it comes; moments by the clock, in ms. */
export class Stopwatch {
  readonly startedAt: number;
  /** When its first and its last piece came, of thoughts too; undefined while none has. */
  came: { first: number; last: number } | undefined;
  pieces = 0;
  /** As the endpoint counts them; undefined where it does not. */
  promptTokens: number | undefined;
  completionTokens: number | undefined;

  /** Starts it. */
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
      // Less than what the clock can tell is taken for the least it can.
      tokensPerSecond: (count * 1_000) / Math.max(1, ms),
      tokens,
      promptTokens: this.promptTokens,
    };
  }
}
