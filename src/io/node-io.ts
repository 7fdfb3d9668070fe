import { UsageError } from '../errors.js';
import type { Style } from '../output/view.js';
import { onOneLine, visible } from '../output/visible.js';
import { canAnimate, colourLevel } from './colour.js';
import type { Io } from './io.js';
import { plainProgress, silentProgress, spinner } from './progress.js';

/** A stream of the process, as far as it is needed. */
export interface OutputStream {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface NodeIoOptions {
  /** Asked for when they are needed: making the process's own takes milliseconds each. */
  stdin: () => NodeJS.ReadableStream & { isTTY?: boolean | undefined };
  stderr: () => OutputStream;
  stdout: OutputStream;
  env: Readonly<Record<string, string | undefined>>;
  quiet: () => boolean;
  signal: AbortSignal;
}

const MAX_STDIN_BYTES = 1024 * 1024;

/** The streams of a real process. */
export function createNodeIo({ stdin, stdout, stderr, env, quiet, signal }: NodeIoOptions): Io {
  let closed = false;
  const outputClosed = new Promise<void>((resolve) => {
    // A reader that has gone (`| head -1`) is no error of ours: what is left to say is dropped.
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
  const talk = (text: string) => err().write(err().isTTY ? text.split('\n').map(visible).join('\n') : text);
  const prompt = () => ({
    input: stdin(),
    output: (text: string) => err().write(text),
    signal,
    columns: err().columns,
  });
  const out = (text: string) => {
    if (!closed) stdout.write(text);
  };
  return {
    out,
    outputClosed,
    done: (line) => {
      if (!quiet()) out(`${line}\n`);
    },
    say: (line) => {
      if (!quiet()) talk(`${onOneLine(line)}\n`);
    },
    warn: (sentence) => talk(`warning: ${onOneLine(sentence)}\n`),
    error: talk,
    progress(text) {
      if (quiet()) return silentProgress;
      const write = (chunk: string) => err().write(chunk);
      if (!canAnimate(env, err().isTTY === true)) return plainProgress(talk, text);
      return spinner(write, visible(text), err().columns ?? 80);
    },
    get interactive() {
      return stdin().isTTY === true && err().isTTY === true;
    },
    stdout: styleOf(stdout, env),
    get stderr() {
      return styleOf(err(), env);
    },
    async confirm(question) {
      const { askLine } = await import('./prompt.js');
      const answer = await askLine(`${question} [y/N] `, prompt());
      return /^y(es)?$/i.test(answer?.trim() ?? '');
    },
    async ask(question, options) {
      const { askLine } = await import('./prompt.js');
      return askLine(question, prompt(), options);
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

function styleOf(stream: OutputStream, env: NodeIoOptions['env']): Style {
  const terminal = stream.isTTY === true;
  return { terminal, width: terminal ? stream.columns : undefined, colour: colourLevel(env, terminal) };
}
