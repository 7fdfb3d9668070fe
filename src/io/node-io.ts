import type { Clock } from '../clock.js';
import type { Env } from '../domain/environment.js';
import { ExoError, UsageError } from '../errors.js';
import { once } from '../once.js';
import { wrapProse } from '../output/prose.js';
import type { Style } from '../output/view.js';
import { onOneLine, visible } from '../output/visible.js';
import { canAnimate, colourLevel, drawsUnicode } from './colour.js';
import type { Io, Moved, Progress } from './io.js';
import { CLEAR, silentProgress, spinner } from './progress.js';
import { type SlowAnswers, slowAnswers } from './slow-answers.js';

/** The parts of a process's stream that are needed here. */
export interface OutputStream {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  rows?: number | undefined;
  /** When `write` returns, the text is written, or writing it has failed. */
  isDirect?: boolean | undefined;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Calls back when the terminal has another size, and when the program continues after Ctrl-Z. */
  onMoved?(listener: (how: Moved) => void): void;
}

export interface NodeIoOptions {
  /** Called when the stream is needed, because making one of the process's own streams takes milliseconds. */
  stdin: () => NodeJS.ReadableStream & { isTTY?: boolean | undefined };
  stderr: () => OutputStream;
  stdout: OutputStream;
  env: Env;
  quiet: () => boolean;
  /** -O json: talk is held back until the command ends, so that an error is the only line on stderr. */
  json: () => boolean;
  /** Changes what is said, so that the commands in it can be pasted as they are. */
  spoken?: (text: string) => string;
  signal: AbortSignal;
  clock: Clock;
}

/** The talk that is held back from stderr until the end of the command. */
export interface HeldTalk {
  /** Writes what was held back, and holds nothing back any more. */
  tell(): void;
  /** Drops what was held back. Returns the warnings, which the error's line then contains. */
  drop(): string[];
}

const MAX_STDIN_BYTES = 1024 * 1024;

/** The streams of a real process. */
export function createNodeIo(options: NodeIoOptions): Io & { held: HeldTalk; slow: SlowAnswers } {
  const { stdin, stdout, stderr, env, quiet, json, signal, clock, spoken = (text) => text } = options;
  let closed = false;
  const outputClosed = new Promise<void>((resolve) => {
    // It is no error if the reader has gone (`| head -1`): further output is dropped.
    stdout.on('error', () => {
      closed = true;
      resolve();
    });
  });
  let opened: OutputStream | undefined;
  const err = () => {
    if (!opened) {
      opened = stderr();
      opened.on('error', () => {});
    }
    return opened;
  };
  const spinning = new Set<Progress>();
  let hasLeftEcho = false;
  /**
   * Lets what follows begin on a line of its own: clears the line of a spinner, whose next frame repaints it below, and
   * leaves the line on which the terminal has written ^C.
   */
  const beginLine = (stream: OutputStream, text: string) => {
    const reason: unknown = signal.reason;
    const isCtrlC = reason instanceof ExoError && reason.kind === 'interrupted';
    const isEcho = !hasLeftEcho && stream.isTTY && isCtrlC;
    hasLeftEcho ||= signal.aborted;
    if (spinning.size > 0) err().write(CLEAR);
    else if (isEcho && !text.startsWith('\n')) stream.write('\n');
  };
  const write = (text: string) => {
    beginLine(err(), text);
    err().write(err().isTTY ? text.split('\n').map(visible).join('\n') : text);
  };
  const columns = () => (err().isTTY ? err().columns : undefined);
  /** A line as it is written to a stream: on a terminal it is wrapped at the terminal's width. */
  const laidOut = (line: string, stream: OutputStream, label = '') => {
    const oneLine = onOneLine(spoken(line));
    return stream.isTTY
      ? wrapProse(visible(oneLine), stream.columns, label)
      : wrapProse(oneLine, undefined, label);
  };
  const { talk, ...held } = holdingBack(write, () => json() && err().isTTY !== true);
  const tell = (line: string, label = '') => talk(`${laidOut(line, err(), label)}\n`, label !== '');
  const prompt = () => ({
    input: stdin(),
    output(text: string) {
      hasLeftEcho ||= signal.aborted;
      return err().write(text);
    },
    signal,
    columns: err().columns,
  });
  const isAnimated = () => !quiet() && canAnimate(env, err().isTTY === true);
  const spin = (text: string): Progress => {
    const wide = () => err().columns ?? 80;
    const surroundings = { columns: wide, ascii: !drawsUnicode(env), now: clock.now };
    const { update, stop } = spinner((chunk) => err().write(chunk), visible(text), surroundings);
    const shown: Progress = {
      update,
      stop() {
        spinning.delete(shown);
        stop();
        hasLeftEcho ||= signal.aborted;
      },
    };
    spinning.add(shown);
    return shown;
  };
  const slow = slowAnswers((text) => (isAnimated() ? spin(text) : silentProgress));
  /** Asks something at the terminal, whose last line then belongs to the question. */
  const undisturbed = async <T>(ask: () => Promise<T>): Promise<T> => {
    const resume = slow.hush();
    try {
      return await ask();
    } finally {
      resume();
    }
  };
  let shownBy: string | undefined;
  const out = (text: string, again?: string) => {
    shownBy = again ?? shownBy;
    if (closed) return;
    if (stdout.isTTY) beginLine(stdout, text);
    stdout.write(text);
  };
  return {
    out,
    outputClosed,
    onMoved: (listener) => stdout.onMoved?.(listener),
    done: (line, again) => {
      if (!quiet()) out(`${laidOut(line, stdout)}\n`, again);
    },
    get again() {
      return shownBy;
    },
    say(...lines) {
      if (!quiet()) for (const line of lines) tell(line);
    },
    warn: (sentence) => tell(sentence, 'warning: '),
    error: write,
    live() {
      held.tell();
      // What runs until it is ended draws and speaks in its own way.
      slow.hush();
    },
    held,
    slow,
    progress(text, { said = false } = {}) {
      if (!isAnimated()) {
        // Without an animation the text is written once, as a line of its own.
        if (!said && !quiet()) tell(text);
        return silentProgress;
      }
      const resume = slow.hush();
      const { update, stop } = spin(text);
      return {
        update,
        stop() {
          stop();
          resume();
        },
      };
    },
    get interactive() {
      return stdin().isTTY === true && err().isTTY === true;
    },
    stdout: styleOf(stdout, env),
    get stderr() {
      return styleOf(err(), env);
    },
    async confirm(question) {
      const [{ askLine }, { isYes }] = await Promise.all([
        import('./prompt.js'),
        import('./piped-answer.js'),
      ]);
      const lines = question.map((line) => laidOut(line, err()));
      const answer = await undisturbed(() => askLine(`${lines.join('\n')} [y/N] `, prompt()));
      return isYes(answer ?? '');
    },
    pipedAnswer: once(async () => (await import('./piped-answer.js')).pipedAnswer(stdin())),
    async ask(question, options) {
      const { askLine } = await import('./prompt.js');
      return undisturbed(() => askLine(question, prompt(), options));
    },
    async typedLines(onNothingToStop) {
      const { typedLines } = await import('./typed-lines.js');
      slow.hush();
      const { input, output } = prompt();
      return typedLines({ input, output, columns, signal, clock, onNothingToStop });
    },
    async readStdin() {
      const [{ readStream }, { fileProblem }] = await Promise.all([
        import('./text.js'),
        import('./file-problem.js'),
      ]);
      return readStream(stdin(), MAX_STDIN_BYTES).catch((error: unknown) => {
        throw new UsageError(`standard input cannot be read: ${fileProblem(error)}`);
      });
    },
  };
}

/** Under -O json without a terminal, talk is held back until it is known how the command ends. */
function holdingBack(write: (text: string) => void, holds: () => boolean) {
  const waiting: { text: string; isWarning: boolean }[] = [];
  let live = false;
  return {
    talk(text: string, isWarning: boolean) {
      if (live || !holds()) write(text);
      else waiting.push({ text, isWarning });
    },
    tell() {
      live = true;
      for (const { text } of waiting.splice(0)) write(text);
    },
    drop: () =>
      waiting
        .splice(0)
        .flatMap(({ text, isWarning }) => (isWarning ? [text.trimEnd().replace(/^warning: /, '')] : [])),
  };
}

function styleOf(stream: OutputStream, env: NodeIoOptions['env']): Style {
  const terminal = stream.isTTY === true;
  return {
    terminal,
    get width() {
      return terminal ? stream.columns : undefined;
    },
    get rows() {
      return terminal ? stream.rows : undefined;
    },
    repaints: canAnimate(env, terminal),
    colour: colourLevel(env, terminal),
    ascii: !drawsUnicode(env),
  };
}
