import type { LogEntry } from '../schemas/deployment.js';
import { failureLines } from './faults/fail-start.js';
import type { Answer } from './load.js';
import { loadLines } from './load-lines.js';
import { badRequest } from './problem.js';
import type { DeploymentRecord, RunRecord } from './records.js';
import type { Call } from './world.js';

/**
 * The log lines of a start, with the share of the start's time at which each is written. Two lines are equal on
 * purpose, so that clients are tested with repeated lines.
 */
const STARTUP: readonly (readonly [share: number, message: (model: string) => string])[] = [
  [0.1, (model) => `INFO Starting to load model ${model}...`],
  [0.3, () => 'INFO Using Flash Attention backend.'],
  [0.5, () => 'INFO Loading safetensors checkpoint shards'],
  [0.5, () => 'INFO Loading safetensors checkpoint shards'],
  [0.8, () => 'INFO Model loading finished.'],
  [0.9, () => 'INFO Capturing CUDA graphs'],
  [1, () => 'INFO Application startup complete.'],
];
/** The log lines of a replica that is stopped. */
const END = ['INFO:     Shutting down', 'INFO:     Application shutdown complete.'] as const;
/** How many lines are returned without `tail`. */
const MOST_LINES = 1_000;

interface Line {
  at: number;
  message: string;
}

/**
 * `get-deployment-logs`: the last `tail` lines of all replicas, oldest first. They follow from the clock alone: a line
 * that was returned once never changes, and new lines only follow it. At zero replicas there are no new lines.
 */
export function deploymentLogs(
  { world, now }: Call,
  record: DeploymentRecord,
  tail = MOST_LINES,
): LogEntry[] {
  const lines = record.runs.flatMap((run) => {
    const until = Math.min(now, run.to ?? now);
    const own = run.failed
      ? failedLines(run, record.model.name, until)
      : [
          ...startupLines(run, record.model.name, until),
          ...loadLines(world, record, run, until, tail),
          ...endLines(run, now),
        ];
    return own.map((line) => ({ ...line, replica: run.replica }));
  });
  lines.push(...world.load.answers(record.id).map(answerLine));
  lines.sort((a, b) => a.at - b.at || a.replica - b.replica);
  return lines.slice(Math.max(0, lines.length - tail)).map(({ at, replica, message }) => ({
    time: new Date(at).toISOString(),
    node: `${record.id.slice(0, 8)}-${replica}`,
    message,
  }));
}

/** The query's `tail`. @throws Problem 400 unless it is a whole number from 0 up */
export function parseTail(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw badRequest('tail must be a whole number of at least 0.');
  return Number(text);
}

function startupLines({ from, ready }: RunRecord, model: string, until: number): Line[] {
  return STARTUP.map(([share, message]) => ({
    at: Math.floor(from + share * (ready - from)),
    message: message(model),
  })).filter(({ at }) => at <= until);
}

/** The lines of a start that failed: those of its first half, then why it failed. */
function failedLines(run: RunRecord, model: string, until: number): Line[] {
  const half = startupLines(run, model, Math.min(until, (run.from + run.ready) / 2));
  return [...half, ...failureLines(run).filter(({ at }) => at <= until)];
}

/** The line that the engine's server writes for each request. */
function answerLine({ at, replica, path }: Answer) {
  return {
    at,
    replica,
    message: `(APIServer pid=1) INFO:     127.0.0.1:40776 - "POST ${path} HTTP/1.1" 200 OK`,
  };
}

function endLines({ to }: RunRecord, now: number): Line[] {
  return to === undefined || to > now ? [] : END.map((message) => ({ at: to, message }));
}
