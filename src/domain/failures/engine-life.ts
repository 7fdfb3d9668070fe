import { BEGINS, isSerious } from './engine-lines.js';

/* Whether an engine starts, serves or has ended, by its log lines. */

/** A line of an engine that serves. */
const SERVES =
  /Application startup complete|Uvicorn running on|"(?:GET|POST) \/\S* HTTP\/[\d.]+\\?" 200|Avg generation throughput: (?!0\.0 )/;
/**
 * A line of an engine that answers requests, even if it refuses them. A server that only holds the port while the
 * engine starts answers GET requests of probes, and others with 502, 503 or 504.
 */
const ANSWERS = /"POST \/\S* HTTP\/[\d.]+\\?" (?!50[234])\d{3}/;
/** A line of an engine that starts; it may be the first one that the logs still have. */
const STARTS = /Automatically detected platform|Started server process|Starting to load model/;
/**
 * A line of an engine that has ended. Its server may run on for a while, answer requests that need no engine, and log
 * the load of the last interval.
 */
const ENDS =
  /EngineDeadError|EngineCore (?:encountered a fatal error|hit an exception)|Engine core proc \S+ died unexpectedly|Background loop has errored|AsyncLLM output_handler failed|Watchdog caught collective operation timeout/i;
/** A line of a new engine that runs or starts. */
const RISES = new RegExp(`${BEGINS.source}|${STARTS.source}|Application startup complete|Uvicorn running on`);
/** A line that shows that the weights are in the memory of the GPUs. */
const LOADED =
  /(?:Model loading|Loading (?:model )?weights) took|model weights take|Memory profiling takes|Available KV cache memory: \d/;

/**
 * The index of the last line that shows a serving engine; -1 if there is none. An engine that has ended serves again
 * only after a new start.
 */
export function lastServing(lines: readonly string[]): number {
  let hasEnded = false;
  let served = -1;
  for (const [index, line] of lines.entries()) {
    if (ENDS.test(line) && isSerious(line)) hasEnded = true;
    else if (RISES.test(line)) hasEnded = false;
    if (!hasEnded && SERVES.test(line)) served = index;
  }
  return served;
}

/** The lines of each start, the last start first. */
export function startsOf(lines: readonly string[]): string[][] {
  const starts: string[][] = [[]];
  for (const line of lines) {
    if (BEGINS.test(line)) starts.unshift([]);
    starts[0]?.push(line);
  }
  return starts;
}

/**
 * Does an engine serve?
 * @param after its lines since the last one that shows it serving; all of them if there is none
 */
export function isServing(after: readonly string[], hasServed: boolean): boolean {
  const isThere = hasServed || after.some((line) => ANSWERS.test(line));
  return isThere && !after.some((line) => BEGINS.test(line) || STARTS.test(line));
}

/** Are the weights in the memory of the GPUs? */
export const hasLoaded = (lines: readonly string[]): boolean => lines.some((line) => LOADED.test(line));
