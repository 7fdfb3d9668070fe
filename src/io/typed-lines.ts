import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Clock } from '../clock.js';

/** Lines that someone types at a terminal, one after the other, with a history. */
export interface TypedLines {
  /**
   * The next line, or several if they were pasted, with the rest up to Enter; undefined if the input ends (Ctrl-D).
   * @throws the signal's reason
   */
  next(question: string): Promise<string | undefined>;
  /** Does something between two lines. Ctrl-C aborts the signal that it gets, and does nothing else. */
  during<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Stops reading from the terminal. */
  close(): void;
}

export interface TypedLinesOptions {
  input: NodeJS.ReadableStream;
  /** Shows what is typed. */
  output: (text: string) => unknown;
  /** The terminal's columns, which may change. */
  columns: () => number | undefined;
  signal: AbortSignal;
  clock: Clock;
  /** Called on Ctrl-C if nothing is under way and nothing has been typed. */
  onNothingToStop: () => void;
}

/** Lines that arrive within this time of each other, in ms, were pasted. */
const PASTED_MS = 30;
const HISTORY = 500;

/** Reads lines with Node's readline. What is typed while something is under way is shown by the next question. */
export function typedLines(options: TypedLinesOptions): TypedLines {
  const { input, output, columns, signal, clock, onNothingToStop } = options;
  let asking = false;
  let over = false;
  let question = '';
  let doing: AbortController | undefined;
  const waiting: string[] = [];
  let wake: (() => void) | undefined;
  const echo = new Writable({
    write(chunk, _encoding, done) {
      if (asking) output(String(chunk));
      done();
    },
  });
  Object.defineProperty(echo, 'columns', { get: columns });
  const lines = createInterface({ input, output: echo, terminal: true, historySize: HISTORY });
  const ask = (text: string) => {
    asking = true;
    lines.setPrompt(text);
    lines.prompt(true);
  };
  lines.on('line', (line) => {
    waiting.push(line);
    wake?.();
  });
  lines.on('close', () => {
    over = true;
    if (asking) output('\n');
    asking = false;
    wake?.();
  });
  lines.on('SIGINT', () => {
    if (doing) return doing.abort();
    output('^C\n');
    const typed = lines.line !== '';
    asking = false;
    waiting.length = 0;
    lines.write(null, { ctrl: true, name: 'e' });
    lines.write(null, { ctrl: true, name: 'u' });
    if (!typed) onNothingToStop();
    ask(question);
  });
  // After Ctrl-Z and fg, readline does not read on by itself.
  lines.on('SIGCONT', () => {
    if (asking) lines.prompt(true);
    else lines.resume();
  });
  const onAbort = () => wake?.();
  signal.addEventListener('abort', onAbort);
  const moreThan = (count: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (waiting.length > count || over || signal.aborted) resolve();
    });
  return {
    async next(text) {
      signal.throwIfAborted();
      question = text;
      if (waiting.length > 0) output(`${text}${waiting.join('\n')}\n`);
      else if (!over) ask(text);
      await moreThan(0);
      signal.throwIfAborted();
      for (let countBefore = 0; waiting.length > countBefore; ) {
        countBefore = waiting.length;
        await clock.sleep(PASTED_MS, signal);
        // The last of the pasted lines often has no line feed: it is not sent before Enter, and neither are the others.
        if (asking && lines.line !== '') await moreThan(countBefore);
        signal.throwIfAborted();
      }
      asking = false;
      return waiting.length > 0 ? waiting.splice(0).join('\n') : undefined;
    },
    async during(act) {
      doing = new AbortController();
      try {
        return await act(doing.signal);
      } finally {
        doing = undefined;
      }
    },
    close() {
      signal.removeEventListener('abort', onAbort);
      asking = false;
      lines.close();
    },
  };
}
