import type { Field, View } from '../view.js';

/** One level of a benchmark. Its keys are those of vLLM's own bench; times are in ms. */
export interface BenchRow {
  max_concurrency: number;
  num_prompts: number;
  completed: number;
  failed: number;
  /** In seconds. */
  duration: number;
  total_input_tokens: number;
  total_output_tokens: number;
  request_throughput: number;
  output_throughput: number;
  total_token_throughput: number;
  /** Times by their name, such as `p99_ttft_ms`; a time that was not measured has no key. */
  times: Readonly<Record<string, number>>;
  /** The share of requests within the objective, from 0 to 1; absent if no objective was given. */
  good?: number | undefined;
  /** Requests per second within the objective. */
  goodput?: number | undefined;
  isCut: boolean;
}

const time = (key: string, label: string): Field<BenchRow> => ({
  key,
  label,
  type: 'number',
  orNone: true,
  value: ({ times }) => times[key],
  shown: ({ times }) => (times[key] === undefined ? '' : `${Math.round(times[key])} ms`),
});

export const benchView: View<BenchRow> = {
  name: 'level',
  fields: [
    { key: 'max_concurrency', label: 'At once', type: 'number', value: (row) => row.max_concurrency },
    { key: 'completed', label: 'Requests', type: 'number', value: (row) => row.completed, spare: 2 },
    { key: 'failed', label: 'Failed', type: 'number', value: (row) => row.failed, spare: 5 },
    { key: 'output_throughput', label: 'Tokens/s', type: 'number', value: (row) => row.output_throughput },
    time('median_ttft_ms', 'TTFT p50'),
    { ...time('p90_ttft_ms', 'TTFT p90'), spare: 1 },
    time('p95_ttft_ms', 'TTFT p95'),
    { ...time('p99_ttft_ms', 'TTFT p99'), spare: 4 },
    { ...time('median_tpot_ms', 'TPOT p50'), spare: 6 },
    { ...time('p90_tpot_ms', 'TPOT p90'), spare: 1 },
    time('p95_tpot_ms', 'TPOT p95'),
    { ...time('p99_tpot_ms', 'TPOT p99'), spare: 3 },
    {
      key: 'within_objective',
      label: 'Within',
      align: 'right',
      value: ({ good, isCut }) =>
        `${good === undefined ? '' : `${Math.round(good * 100)} %`}${isCut ? ' (cut short)' : ''}`.trim(),
      tone: ({ good }) => (good === undefined ? undefined : good >= 0.95 ? 'good' : 'bad'),
    },
  ],
};
