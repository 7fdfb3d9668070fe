import { formatDuration } from '../../../domain/duration.js';

/** How fast an answer has to be. */
export interface Limits {
  maxTtftMs?: number | undefined;
  minTps?: number | undefined;
}

/** What is too slow about an answer, in words; undefined where nothing is. */
export function slowness(
  { ttftMs, tokensPerSecond }: { ttftMs: number; tokensPerSecond: number },
  { maxTtftMs = Number.POSITIVE_INFINITY, minTps = 0 }: Limits,
): string | undefined {
  const found = [
    ...(ttftMs > maxTtftMs
      ? [`the first token came after ${formatDuration(ttftMs)}, later than ${formatDuration(maxTtftMs)}`]
      : []),
    ...(tokensPerSecond < minTps ? [`${tokensPerSecond} tokens a second are less than ${minTps}`] : []),
  ];
  return found.length > 0 ? found.join(', and ') : undefined;
}
