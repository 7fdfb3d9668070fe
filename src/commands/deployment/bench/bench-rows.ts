import {
  goodShare,
  isGood,
  type Objective,
  type Sample,
  type Spread,
  spreadOf,
} from '../../../domain/bench.js';
import type { BenchRow } from '../../../output/views/bench.js';
import type { LevelRun } from './bench-level.js';

/** A level in figures, under the names that vLLM's own bench has for them. */
export function rowOf(run: LevelRun, objective: Objective | undefined): BenchRow {
  const { samples, concurrency, durationMs, outputTokens, isCut } = run;
  const seconds = durationMs / 1_000;
  const a = (count: number) => (seconds > 0 ? rounded(count / seconds) : 0);
  const completed = samples.filter(({ outcome }) => outcome === 'whole').length;
  const input = samples.reduce((total, { promptTokens }) => total + promptTokens, 0);
  return {
    max_concurrency: concurrency,
    num_prompts: samples.length,
    completed,
    failed: samples.filter(({ outcome }) => outcome === 'failed').length,
    duration: rounded(seconds),
    total_input_tokens: input,
    total_output_tokens: outputTokens,
    request_throughput: a(completed),
    output_throughput: a(outputTokens),
    total_token_throughput: a(input + outputTokens),
    times: {
      ...named(
        'ttft',
        timesOf(samples, ({ ttftMs }) => ttftMs),
      ),
      ...named(
        'tpot',
        timesOf(samples, ({ tpotMs }) => tpotMs),
      ),
      ...named(
        'e2el',
        timesOf(samples, ({ e2elMs }) => e2elMs),
      ),
    },
    ...(objective && {
      good: goodShare(samples, objective),
      goodput: a(samples.filter((sample) => isGood(sample, objective)).length),
    }),
    isCut,
  };
}

/** What failed has no time: a refusal is quick. */
function timesOf(samples: readonly Sample[], of: (sample: Sample) => number | undefined): Spread | undefined {
  return spreadOf(samples.flatMap((sample) => (sample.outcome === 'failed' ? [] : (of(sample) ?? []))));
}

function named(metric: 'ttft' | 'tpot' | 'e2el', spread: Spread | undefined): Record<string, number> {
  if (!spread) return {};
  const { mean, std, p50, p90, p95, p99 } = spread;
  const all = { mean, median: p50, std, p90, p95, p99 };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`${name}_${metric}_ms`, rounded(value)]),
  );
}

const rounded = (value: number) => Math.round(value * 100) / 100;
