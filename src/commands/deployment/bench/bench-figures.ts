import { mean } from '../../../domain/load/load-line.js';

/** An objective that a request has to meet. */
export interface Objective {
  /** The longest time to the first token, in ms. */
  ttftMs?: number | undefined;
  /** The fewest tokens per second after the first. */
  tps?: number | undefined;
}

/** The measurement of one request. */
export interface Sample {
  /**
   * `unfinished` means that the budget ended first. Its times until then count, because leaving out the slowest
   * requests would make the result look faster.
   */
  outcome: 'whole' | 'failed' | 'unfinished';
  /** From the moment when it was due to its first token, or to the end of the measurement if it had none. */
  ttftMs: number;
  /** The time per token after the first; undefined if there was none. */
  tpotMs: number | undefined;
  /** From the moment when it was due to its last token. */
  e2elMs: number;
  promptTokens: number;
}

/** The share of a level's requests that must meet the objective. */
export const GOOD_SHARE = 0.95;

/**
 * The percentile by the nearest-rank method: the smallest value that at least `percent` of all values do not exceed. Of
 * 20 values the 95th percentile is the 19th. It never interpolates.
 * @param sorted ascending, not empty
 * @param percent above 0
 */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** The mean, standard deviation and percentiles of values; undefined if there are none. */
export function spreadOf(values: readonly number[]) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = mean(sorted);
  const square = mean(sorted.map((value) => (value - middle) ** 2));
  const at = (percent: number) => percentile(sorted, percent);
  return { mean: middle, std: Math.sqrt(square), median: at(50), p90: at(90), p95: at(95), p99: at(99) };
}

/** Does a request meet the objective? Undefined if it is unfinished and met it so far. */
export function isGood(sample: Sample, { ttftMs, tps }: Objective): boolean | undefined {
  if (sample.outcome === 'failed') return false;
  if (ttftMs !== undefined && sample.ttftMs > ttftMs) return false;
  if (tps !== undefined && sample.tpotMs !== undefined && sample.tpotMs > 1_000 / tps) return false;
  return sample.outcome === 'whole' ? true : undefined;
}

/** The share, from 0 to 1, of requests that meet the objective; requests of which that is undefined do not count. */
export function goodShare(samples: readonly Sample[], objective: Objective): number {
  const judged = samples.map((sample) => isGood(sample, objective)).filter((good) => good !== undefined);
  return judged.length === 0 ? 0 : judged.filter(Boolean).length / judged.length;
}

/** A measured level (the number of requests at once), and whether the objective held. */
export interface Judged {
  level: number;
  isGood: boolean;
}

/** The most requests at once that one machine sends. */
export const MOST_AT_ONCE = 1_024;

/** The precision of the search for a capacity: one request, from level 16 on an eighth of the level. */
export const stepAt = (level: number) => Math.max(1, Math.floor(level / 8));

/**
 * The next level in the search for the largest level at which the objective holds: doubles the level until it fails,
 * then halves the interval until it is as small as `stepAt`.
 * @returns undefined when the search is done
 */
export function nextLevel(measured: readonly Judged[]): number | undefined {
  const { held, failed } = bounds(measured);
  if (failed === undefined) {
    if (held >= MOST_AT_ONCE) return undefined;
    return Math.max(1, held * 2);
  }
  if (failed - held <= stepAt(held)) return undefined;
  return Math.floor((held + failed) / 2);
}

/**
 * `held`: the largest level below every failed one at which the objective holds, 0 if there is none. `failed`: the
 * smallest failed level.
 */
export function bounds(measured: readonly Judged[]): { held: number; failed: number | undefined } {
  const bad = measured.filter(({ isGood }) => !isGood).map(({ level }) => level);
  const failed = bad.length > 0 ? Math.min(...bad) : undefined;
  const good = measured.filter(({ level, isGood }) => isGood && (failed === undefined || level < failed));
  return { held: Math.max(0, ...good.map(({ level }) => level)), failed };
}
