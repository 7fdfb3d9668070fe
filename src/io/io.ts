import type { Style } from '../output/view.js';
import type { TypedLines } from './typed-lines.js';

/** Something under way whose progress the user is shown. */
export interface Progress {
  /** Replaces the text that is shown (`2 of 3 replicas`). */
  update(text: string): void;
  /** Clears the progress from the screen. Where it is not animated, nothing more is printed. */
  stop(): void;
}

/** Why what was drawn is not where it was: the terminal has another size, or the shell was in between (Ctrl-Z, fg). */
export type Moved = 'resized' | 'resumed';

/**
 * The streams as commands see them. Data goes to stdout, everything that is said to a person to stderr. Commands never
 * touch the process.
 */
export interface Io {
  /**
   * Writes data to stdout, with its own line feed.
   * @param again the command that shows the same again, if the text reports something that has been done
   */
  out(text: string, again?: string): void;
  /** Writes a result line in `exo`'s words (`Deployment created.`) to stdout; nothing under -Q. */
  done(line: string, again?: string): void;
  /** The last `again` of `out` or `done`. If the output is lost, what it reported has been done all the same. */
  readonly again: string | undefined;
  /** Writes talk to stderr, in lines without their line feeds; nothing under -Q. */
  say(...lines: readonly string[]): void;
  /** Writes a warning to stderr, also under -Q. A sentence without prefix and line feed. */
  warn(sentence: string): void;
  /** Writes an error's lines to stderr, always. */
  error(text: string): void;
  /** From now on talk is written at once, under -O json too, because the command runs until it is ended. */
  live(): void;
  /**
   * Shows progress: animated on a terminal, otherwise as one plain line; nothing under -Q.
   * @param said the command has just said the same, so no plain line repeats it
   */
  progress(text: string, options?: { said?: boolean | undefined }): Progress;
  /** Whether both stdin and stderr are terminals, so that somebody can be asked. */
  readonly interactive: boolean;
  readonly stdout: Style;
  readonly stderr: Style;
  /** Asks a question of these lines on stderr; true only for an explicit yes. @throws ExoError interrupted on Ctrl-C */
  confirm(question: readonly string[]): Promise<boolean>;
  /** The answer piped in where nobody can be asked: `echo y |`. It is looked for once, for two seconds at most. */
  pipedAnswer(): Promise<'yes' | 'no' | undefined>;
  /** Asks for a line; undefined on Ctrl-D. @param secret what is typed is not shown */
  ask(question: string, options?: { secret?: boolean; preset?: string }): Promise<string | undefined>;
  /**
   * Reads lines typed at the terminal, one after the other.
   * @param onNothingToStop called on Ctrl-C while nothing is under way and the line is empty
   */
  typedLines(onNothingToStop: () => void): Promise<TypedLines>;
  /** All of stdin, up to a megabyte. */
  readStdin(): Promise<string>;
  /** Calls back whenever what was drawn on stdout has moved, for output that repaints itself. */
  onMoved(listener: (how: Moved) => void): void;
  /** Resolves once the reader of stdout has gone away (`| head -1`). */
  readonly outputClosed: Promise<void>;
}
