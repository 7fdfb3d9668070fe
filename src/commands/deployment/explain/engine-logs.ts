import { type Diagnosis, diagnose } from '../../../domain/failures/diagnosis.js';
import type { LogEntry } from '../../../schemas/deployment.js';

/** So many lines hold the last start of any engine, its traces included. */
export const LAST_START_LINES = 10_000;

/** The lines that engines have written, oldest first. */
export const linesOf = (logs: readonly LogEntry[]): string[] =>
  logs.flatMap(({ message }) => message.split('\n'));

/** What is not older than a moment, in ms; all of it without one. */
export const writtenSince = (logs: readonly LogEntry[], fromMs = Number.NaN) =>
  logs.filter(({ time }) => !(Date.parse(time) < fromMs));

/** Why an engine of a deployment does not serve. Each replica is judged by its own lines: that one serves mends no other. */
export function diagnoseLogs(logs: readonly LogEntry[]): Diagnosis | undefined {
  const nodes = new Map<string, LogEntry[]>();
  for (const entry of logs) {
    const own = nodes.get(entry.node);
    if (own) own.push(entry);
    else nodes.set(entry.node, [entry]);
  }
  const found = [...nodes.values()].flatMap((entries) => diagnose(linesOf(entries)) ?? []);
  return found.find(({ confidence }) => confidence === 'high') ?? found[0];
}
