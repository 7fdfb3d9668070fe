import type { Clock } from '../clock.js';
import type { Style } from '../output/view.js';
import type { TypedLines } from './typed-lines.js';

/** Something under way that the user is kept informed of. */
export interface Progress {
  /** Replaces what is shown (`2 of 3 replicas`). */
  update(text: string): void;
  /** Takes it off the screen; on a plain stream nothing more is printed. */
  stop(): void;
}

/** What was drawn does not stand where it stood: the terminal has another size, or the shell was in between (Ctrl-Z, fg). */
export type Moved = 'resized' | 'resumed';

/**
 * The streams, as commands see them. stdout carries data and nothing else; everything said to a person goes to
 * stderr. Commands never touch the process.
 */
export interface Io {
  /**
   * Data, to stdout. Ends with its own line feed.
   * @param again the command that shows it again, where it tells of something that has been done
   */
  out(text: string, again?: string): void;
  /** A result line in the reference's words (`Deployment created.`), to stdout; silent under -Q. */
  done(line: string, again?: string): void;
  /** What `out` and `done` were last told: should the output be lost, what has been done is not. */
  readonly again: string | undefined;
  /** Talk, to stderr; silent under -Q. Lines without their line feeds. */
  say(...lines: readonly string[]): void;
  /** A warning, to stderr, even under -Q. A sentence without prefix and line feed. */
  warn(sentence: string): void;
  /** An error's lines, to stderr, always. */
  error(text: string): void;
  /** From now on talk is told at once under -O json too: what follows goes on until it is ended. */
  live(): void;
  /**
   * Animated on a terminal, one plain line otherwise, nothing under -Q.
   * @param said the command has just said as much: no plain line repeats it
   */
  progress(text: string, options?: { said?: boolean | undefined }): Progress;
  /** Both stdin and stderr are terminals: someone can be asked. */
  readonly interactive: boolean;
  readonly stdout: Style;
  readonly stderr: Style;
  /** Asks on stderr, in so many lines; true only for an explicit yes. @throws ExoError interrupted on Ctrl-C */
  confirm(question: readonly string[]): Promise<boolean>;
  /**
   * Where no one can be asked: the answer that is piped in, as `echo y |` does. Looked for once; whoever pipes nothing is
   * waited for two seconds at most.
   */
  pipedAnswer(): Promise<'yes' | 'no' | undefined>;
  /** Asks for a line; undefined on Ctrl-D. @param secret nothing typed is shown */
  ask(question: string, options?: { secret?: boolean; preset?: string }): Promise<string | undefined>;
  /** Lines typed at the terminal, one after the other. @param onNothingToStop Ctrl-C at an empty line */
  typedLines(clock: Clock, onNothingToStop: () => void): Promise<TypedLines>;
  /** All of stdin, up to a megabyte. */
  readStdin(): Promise<string>;
  /** Calls back whenever what was drawn on stdout has moved, for what is drawn over itself. */
  onMoved(listener: (how: Moved) => void): void;
  /** Resolves when stdout's reader has gone away (`| head -1`). */
  readonly outputClosed: Promise<void>;
}
