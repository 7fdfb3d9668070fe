import type { Filled } from './from-environment.js';

/** A file's name (`-` for standard input) and text. */
export interface SourceFile {
  name: string;
  text: string;
  /** What it names beside itself, by the names it uses: another file's name and text, or why it cannot be read. */
  beside?: ReadonlyMap<string, Beside> | undefined;
}

/** A file that another one names: what it is called from where the command was typed, and its text. */
export type Beside = { name: string; text: string } | { problem: string };

/** A place inside a document, as zod gives it. */
export type Path = readonly PropertyKey[];

/** Where something stands in a file; line and column count from 1. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
}

/** A place in a file, and the way to it in the document: `deployments[0].schedule[1].cron`, empty for the whole file. */
export interface Place extends SourcePosition {
  path: string;
}

/** Something wrong, or perhaps not meant, and where. */
export interface Problem extends Place {
  message: string;
}

/** One YAML document: its plain value, and where each part of it stands. */
export interface Source {
  value: unknown;
  /** Where a value stands; for one that is absent, where the nearest thing around it does. */
  at(path: Path): SourcePosition;
  atKey(path: Path): SourcePosition;
  /** A value as it stands in the file, where that is one word without quotes: `0.10`, which is read as the number 0.1. */
  written(path: Path): string | undefined;
  /** The way to where a value is written, where it holds in other places too. */
  origin?(path: Path): Path;
  /** What of it came from the environment. */
  filled?: Filled;
  /** What it names beside itself. */
  beside?: SourceFile['beside'];
  /** A file that it includes lists holidays. */
  givenHolidays?: boolean;
}
