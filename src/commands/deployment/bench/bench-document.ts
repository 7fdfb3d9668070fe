import { sum } from '../../../domain/load/load-line.js';
import { costKeys } from '../../../domain/money/price.js';
import * as json from '../../../output/json-document.js';
import type { BenchRow } from '../../../output/views/bench.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Reached } from '../endpoint/endpoint-target.js';
import { GOOD_SHARE, goodShare, isGood, type Objective, type Sample, spreadOf } from './bench-figures.js';
import type { BenchInput } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import type { Capacity, Wanted } from './bench-words.js';

const METRICS = ['ttft', 'tpot', 'e2el'] as const;
const STATISTICS = ['mean', 'median', 'std', 'p90', 'p95', 'p99'] as const;
const COUNTS = [
  ...(['max_concurrency', 'num_prompts', 'completed', 'failed', 'duration'] as const),
  ...(['total_input_tokens', 'total_output_tokens'] as const),
  ...(['request_throughput', 'output_throughput', 'total_token_throughput'] as const),
];
const timeName = (statistic: string, metric: string) => `${statistic}_${metric}_ms`;
const times = METRICS.flatMap((metric) => STATISTICS.map((name) => timeName(name, metric)));
const numbers = [...COUNTS, 'request_goodput', ...times].map((key) => [key, { type: 'number' }] as const);
const level = json.objectSchema(
  {
    ...Object.fromEntries(numbers),
    within_objective: { type: ['boolean', 'null'] },
    cut_short: { type: 'boolean' },
  },
  [...COUNTS, 'within_objective', 'cut_short'],
);

interface Found {
  /** The time of the measurement, in ms since the UNIX epoch. */
  at: number;
  reached: Reached;
  deployment: Deployment;
  runs: readonly LevelRun[];
  input: BenchInput;
  capacity: Capacity | undefined;
  wanted: Wanted | undefined;
}

/** The JSON of `deployment bench`, with the names of vLLM's own bench; times in ms, `duration` in seconds. */
export const benchDocument: json.Document<Found> = {
  name: json.text(({ reached }) => reached.name),
  zone: json.text(({ reached }) => reached.zone.zone),
  date: json.text(({ at }) => new Date(at).toISOString()),
  endpoint_type: json.word(['openai-chat'], () => 'openai-chat'),
  model_id: json.text(({ reached }) => reached.model),
  replicas: json.numberOrNone(({ deployment }) => deployment.replicas),
  levels: {
    schema: { type: 'array', items: level },
    value: ({ runs, input }) => runs.map((run) => levelOf(run, input['--slo'])),
  },
  objective: json.withinOrNone(({ input }: Found) => input['--slo'], {
    ttft_ms: json.numberOrNone(({ ttftMs }) => ttftMs),
    tokens_per_second: json.numberOrNone(({ tps }) => tps),
  }),
  capacity: json.withinOrNone(({ capacity, ...found }: Found) => capacity && { ...found, ...capacity }, {
    at_once: json.number(({ atOnce }) => atOnce),
    at_least: json.yesOrNo(({ isLeast }) => isLeast),
    replicas: json.numberOrNone(({ replicas }) => replicas),
    wanted_at_once: json.numberOrNone(({ input }) => input['--at-once']),
    replicas_needed: json.numberOrNone(({ wanted }) => wanted?.replicas),
    cost_per_hour: json.textOrNone(({ wanted }) => costKeys(wanted?.cost).cost_per_hour),
    currency: json.textOrNone(({ wanted }) => costKeys(wanted?.cost).currency),
  }),
};

export const benchJsonSchema = () => json.schemaOf(benchDocument);

function levelOf(run: LevelRun, objective: Objective | undefined) {
  const { times, good, goodput, isCut, ...row } = rowOf(run, objective);
  return {
    ...row,
    ...times,
    ...(goodput !== undefined && { request_goodput: goodput }),
    within_objective: good === undefined || isCut ? null : good >= GOOD_SHARE,
    cut_short: isCut,
  };
}

/** The figures of a level, with the names of vLLM's own bench. */
export function rowOf(run: LevelRun, objective: Objective | undefined): BenchRow {
  const { samples, concurrency, durationMs, outputTokens, isCut } = run;
  const seconds = durationMs / 1_000;
  const a = (count: number) => (seconds > 0 ? rounded(count / seconds) : 0);
  const completed = samples.filter(({ outcome }) => outcome === 'whole').length;
  const input = sum(samples.map(({ promptTokens }) => promptTokens));
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
    times: Object.fromEntries(METRICS.flatMap((metric) => timesOf(samples, metric))),
    ...(objective && {
      good: goodShare(samples, objective),
      goodput: a(samples.filter((sample) => isGood(sample, objective)).length),
    }),
    isCut,
  };
}

/**
 * The statistics of a time. Failed requests are left out, because a quick refusal would make the result look faster.
 */
function timesOf(samples: readonly Sample[], metric: (typeof METRICS)[number]): [string, number][] {
  const timed = samples.filter(({ outcome }) => outcome !== 'failed');
  const spread = spreadOf(timed.flatMap((sample) => sample[`${metric}Ms`] ?? []));
  if (!spread) return [];
  return STATISTICS.map((name) => [timeName(name, metric), rounded(spread[name])]);
}

const rounded = (value: number) => Math.round(value * 100) / 100;
