import { mean } from '../../../domain/load/load-line.js';

/** An objective that a request has to meet. */
export interface Objective {
  /** Latest first token, in ms. */
  ttftMs?: number | undefined;
  /** Fewest tokens a second after the first. */
  tps?: number | undefined;
}

/** A request of a benchmark, as it went. */
export interface Sample {
  /**
   * `unfinished`: the time was up before it ended. Its times are then what it had taken until then, and are counted
   * as such: leaving the slowest away would make everything look faster than it was.
   */
  outcome: 'whole' | 'failed' | 'unfinished';
  /** From the moment it was due to its first token; of one that had none yet, until then. */
  ttftMs: number;
  /** A token after the first; undefined where there was none. */
  tpotMs: number | undefined;
  /** From the moment it was due to its last token. */
  e2elMs: number;
  promptTokens: number;
}

/** So many requests of a level have to meet the objective. */
export const GOOD_SHARE = 0.95;

/**
 * The least value that so many of all are not above: of 20 values the 95th percentile is the 19th. Nothing between two
 * values is made up. @param sorted ascending, not empty @param percent above 0
 */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Of many values their mean, standard deviation and percentiles; undefined of none. */
export function spreadOf(values: readonly number[]) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = mean(sorted);
  const square = mean(sorted.map((value) => (value - middle) ** 2));
  const at = (percent: number) => percentile(sorted, percent);
  return { mean: middle, std: Math.sqrt(square), median: at(50), p90: at(90), p95: at(95), p99: at(99) };
}

/** Does a request meet the objective? undefined: it had not ended, and nothing was wrong with it so far. */
export function isGood(sample: Sample, { ttftMs, tps }: Objective): boolean | undefined {
  if (sample.outcome === 'failed') return false;
  if (ttftMs !== undefined && sample.ttftMs > ttftMs) return false;
  if (tps !== undefined && sample.tpotMs !== undefined && sample.tpotMs > 1_000 / tps) return false;
  return sample.outcome === 'whole' ? true : undefined;
}

/** The share of requests that meet the objective, from 0 to 1, of those of which it can be told. */
export function goodShare(samples: readonly Sample[], objective: Objective): number {
  const judged = samples.map((sample) => isGood(sample, objective)).filter((good) => good !== undefined);
  return judged.length === 0 ? 0 : judged.filter(Boolean).length / judged.length;
}

/** A level that was measured: so many requests at once, and whether the objective held. */
export interface Judged {
  level: number;
  isGood: boolean;
}

/** Beyond this many at once, one machine asks no more. */
export const MOST_AT_ONCE = 1_024;

/** How exactly a capacity is looked for: to one, from 16 at once on to an eighth. */
export const stepAt = (level: number) => Math.max(1, Math.floor(level / 8));

/**
 * The next level to measure in looking for the largest at which the objective holds: twice as many until it does not,
 * then halfway between, until both are a step apart.
 * @returns undefined once it is found
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

/** The largest level at which the objective holds with all below it (0: not even at the least), and the smallest beyond it. */
export function bounds(measured: readonly Judged[]): { held: number; failed: number | undefined } {
  const bad = measured.filter(({ isGood }) => !isGood).map(({ level }) => level);
  const failed = bad.length > 0 ? Math.min(...bad) : undefined;
  const good = measured.filter(({ level, isGood }) => isGood && (failed === undefined || level < failed));
  return { held: Math.max(0, ...good.map(({ level }) => level)), failed };
}
