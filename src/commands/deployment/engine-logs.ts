import type { LogEntry } from '../../schemas/deployment.js';

/** So many lines hold the last start of any engine, its traces included. */
export const LAST_START_LINES = 10_000;

/** The lines that an engine has written, oldest first. */
export const linesOf = (logs: readonly LogEntry[]): string[] =>
  logs.flatMap(({ message }) => message.split('\n'));
