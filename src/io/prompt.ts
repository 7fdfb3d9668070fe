import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ExoError } from '../errors.js';

export interface PromptStreams {
  input: NodeJS.ReadableStream;
  output: (text: string) => unknown;
  signal: AbortSignal;
  /** The terminal's columns: without them a line that wraps cannot be edited. */
  columns?: number | undefined;
}

/**
 * Asks for one line on a terminal. @returns undefined when the input ends (Ctrl-D)
 * @throws ExoError interrupted on Ctrl-C, or the signal's reason
 */
export function askLine(
  question: string,
  { input, output, signal, columns }: PromptStreams,
  { secret = false, preset = '' } = {},
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let muted = false;
    const echo = new Writable({
      write(chunk, _encoding, done) {
        if (!muted) output(String(chunk));
        done();
      },
    });
    Object.assign(echo, { columns });
    const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 });
    let ended = false;
    const end = (settle: () => void) => {
      if (ended) return;
      ended = true;
      signal.removeEventListener('abort', onAbort);
      // readline's own listeners stay: one of them keeps it from showing what is typed for the next question.
      lines.close();
      if (muted) output('\n');
      settle();
    };
    const breakOff = (reason: unknown) => {
      if (!muted) output('\n');
      end(() => reject(reason));
    };
    const onAbort = () => breakOff(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    lines.on('SIGINT', () => breakOff(new ExoError('interrupted', 'interrupted; nothing was sent')));
    // After Ctrl-Z and fg, readline does not read on by itself, and the process would end silently.
    lines.on('SIGCONT', () => {
      if (muted) output(question);
      lines.prompt(true);
    });
    lines.on('close', () => {
      if (!muted && !ended) output('\n');
      end(() => resolve(undefined));
    });
    lines.question(question, (answer) => end(() => resolve(answer)));
    if (preset) lines.write(preset);
    // Muted only after the question itself has been written.
    muted = secret;
  });
}
