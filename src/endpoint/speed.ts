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
  /** From sending to the last token, in ms. */
  totalMs: number;
}

/** Takes the time of a reply while it comes. */
export class Stopwatch {
  readonly #started: number;
  #first: number | undefined;
  #last = 0;
  #pieces = 0;
  #counted: number | undefined;
  #prompt: number | undefined;

  /** Starts it. @param now ms */
  constructor(private readonly now: () => number) {
    this.#started = now();
  }

  see(event: ReplyEvent): void {
    if (event.kind === 'usage') {
      this.#counted = event.completionTokens;
      this.#prompt = event.promptTokens;
    } else if (event.kind !== 'end') {
      this.#last = this.now();
      this.#first ??= this.#last;
      this.#pieces += 1;
    }
  }

  /** Undefined before the first token. */
  get speed(): Speed | undefined {
    if (this.#first === undefined) return undefined;
    const tokens = Math.max(1, this.#counted ?? this.#pieces);
    const [count, ms] =
      tokens > 1 && this.#last > this.#first
        ? [tokens - 1, this.#last - this.#first]
        : [tokens, this.#last - this.#started];
    return {
      ttftMs: this.#first - this.#started,
      // Less than what the clock can tell is taken for the least it can.
      tokensPerSecond: (count * 1_000) / Math.max(1, ms),
      tokens,
      promptTokens: this.#prompt,
      totalMs: this.#last - this.#started,
    };
  }
}
