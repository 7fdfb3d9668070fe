import { formatDuration } from '../../../domain/duration.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { CheckedEndpoint } from '../../../output/views/endpoint.js';
import type { Target } from './endpoint.js';

/** How fast an answer has to be. */
export interface Limits {
  maxTtftMs?: number | undefined;
  minTps?: number | undefined;
}

/** What is too slow about an answer; undefined where nothing is. */
export function tooSlow(
  { placed, name, zone: { zone } }: Target,
  { ttftMs, tokensPerSecond }: CheckedEndpoint,
  { maxTtftMs, minTps }: Limits,
): ExoError | undefined {
  const found = [
    ...(maxTtftMs !== undefined && ttftMs > maxTtftMs
      ? [`the first token came after ${formatDuration(ttftMs)}, later than ${formatDuration(maxTtftMs)}`]
      : []),
    ...(minTps !== undefined && tokensPerSecond < minTps
      ? [`${tokensPerSecond} tokens a second are less than ${minTps}`]
      : []),
  ];
  if (found.length === 0) return undefined;
  return new ExoError('deadline', `${placed} is too slow: ${found.join(', and ')}`, {
    ...{ code: 'too-slow', zone, hint: `see how busy it is: ${commandFor('top', name, zone)}` },
    details: {
      ...{ max_ttft_ms: maxTtftMs, min_tps: minTps },
      ...{ ttft_ms: ttftMs, tokens_per_second: tokensPerSecond },
    },
  });
}
