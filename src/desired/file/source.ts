import type { Filled } from './from-environment.js';

/** A file's name (`-` for standard input) and text. */
export interface SourceFile {
  name: string;
  text: string;
  /** The other files that it names, by the names it uses for them. */
  beside?: ReadonlyMap<string, Beside> | undefined;
}

/** A file that another one names: its path from the current folder and its text, or why it cannot be read. */
export type Beside = { name: string; text: string } | { problem: string };

/** The keys and indexes that lead to a value in a document, as zod gives them. */
export type Path = readonly PropertyKey[];

/** A position in a file; line and column count from 1. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
}

/**
 * A position in a file, and the path to it in the document: `deployments[0].schedule[1].cron`, empty for the whole
 * file.
 */
export interface Place extends SourcePosition {
  path: string;
}

/** A problem, or a remark on something perhaps not meant, and its place. */
export interface Problem extends Place {
  message: string;
}

/** One YAML document: its plain value, and the positions of its parts. */
export interface Source {
  value: unknown;
  /** The position of a value, or of its key; if it is absent, that of the nearest thing around it. */
  at(path: Path, what?: 'key'): SourcePosition;
  /** A value as it is written in the file, if it has no quotes: `0.10`, which is read as the number 0.1. */
  written(path: Path): string | undefined;
  /** The path at which a value is written, which can be another than that where it counts. */
  origin?(path: Path): Path;
  /** The variables of the environment that were filled in. */
  filled?: Filled;
  /** The other files that it names. */
  beside?: SourceFile['beside'];
  /** An included file lists holidays. */
  givenHolidays?: boolean;
}
