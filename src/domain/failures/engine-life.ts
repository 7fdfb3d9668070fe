import { BEGINS, isSerious } from './engine-lines.js';

/* Whether an engine starts, serves or has ended, by what it has written. */

/** A line of an engine that serves. */
const SERVES =
  /Application startup complete|Uvicorn running on|"(?:GET|POST) \/\S* HTTP\/[\d.]+\\?" 200|Avg generation throughput: (?!0\.0 )/;
/** A line of an engine that answers, be it that it refuses. What only keeps its place while it starts answers 503, or probes. */
const ANSWERS = /"POST \/\S* HTTP\/[\d.]+\\?" (?!50[234])\d{3}/;
/** A line of an engine that is being started, be it the first that is left of it. */
const STARTS = /Automatically detected platform|Started server process|Starting to load model/;
/** A line of an engine that has ended. Its server may go on for a while, answer what takes no engine, and tell of the last interval. */
const ENDS =
  /EngineDeadError|EngineCore (?:encountered a fatal error|hit an exception)|Engine core proc \S+ died unexpectedly|Background loop has errored|AsyncLLM output_handler failed/i;
/** A line of another engine that is there, or on its way. */
const RISES = new RegExp(`${BEGINS.source}|${STARTS.source}|Application startup complete|Uvicorn running on`);
/** A line that shows the weights in the memory of the GPUs. */
const LOADED =
  /(?:Model loading|Loading (?:model )?weights) took|model weights take|Memory profiling takes|Available KV cache memory: \d/;

/** The last line that shows an engine which serves; -1 where none does. One that has ended serves only when started anew. */
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

/** Does an engine serve? @param after its lines since it last showed that it does; all of them where it never has */
export function isServing(after: readonly string[], hasServed: boolean): boolean {
  const isThere = hasServed || after.some((line) => ANSWERS.test(line));
  return isThere && !after.some((line) => BEGINS.test(line) || STARTS.test(line));
}

/** Are the weights in the memory of the GPUs? */
export const hasLoaded = (lines: readonly string[]): boolean => lines.some((line) => LOADED.test(line));
