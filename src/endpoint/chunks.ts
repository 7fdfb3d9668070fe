/** Bytes that wait for their reader before no more are taken from the connection. */
const MOST_WAITING = 256 * 1024;

/** What the other side of a stream is told. */
export interface ChunksOptions {
  onFull(): void;
  onDrained(): void;
  /** The reader has left before the end. */
  onLeft(): void;
}

/** Pieces of a body on their way from a connection to one reader, who may be slower. */
export class Chunks implements AsyncIterable<Uint8Array> {
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #full = false;
  #end: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(private readonly options: ChunksOptions) {}

  push(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_WAITING && !this.#full) {
      this.#full = true;
      this.options.onFull();
    }
    this.#wake?.();
  }

  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** What came before is still read. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next) {
          this.#bytes -= next.length;
          if (this.#full && this.#bytes <= MOST_WAITING / 2) {
            this.#full = false;
            this.options.onDrained();
          }
          yield next;
          continue;
        }
        if (this.#end) {
          if ('error' in this.#end) throw this.#end.error;
          return;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      if (!this.#end) this.options.onLeft();
    }
  }
}
