import type { Deps } from '../../../deps.js';
import { timeLimit } from '../../../endpoint/time-limit.js';
import type { Reached } from '../endpoint/endpoint-target.js';
import { GOOD_SHARE, goodShare, type Judged, nextLevel, type Objective } from './bench-figures.js';
import type { BenchInput } from './bench-input.js';
import { type Asking, type Budget, type LevelRun, runLevel } from './bench-level.js';
import { type Prompts, SEED, seeded } from './bench-prompts.js';

/**
 * Measures one level after the other, until the budget ends or all is known.
 * @returns the results, the level that the budget cut short, and whether any piece of a reply arrived
 */
export async function measure(
  deps: Deps,
  { endpoint, model }: Reached,
  { input, prompts }: { input: BenchInput; prompts: Prompts },
): Promise<{ runs: LevelRun[]; unmeasured: number | undefined; hasText: boolean }> {
  const most = input['--max-duration'];
  const bounded = timeLimit(deps.signal, most);
  const budget: Budget = {
    endsAt: deps.clock.now() + most,
    tokensLeft: input['--max-tokens'],
    perRequest: prompts.most + input['--output-tokens'],
    signal: bounded.signal,
  };
  const asking: Asking = {
    clock: deps.clock,
    outputTokens: input['--output-tokens'],
    random: seeded(SEED),
    ask: (tokens, signal) =>
      endpoint.stream(
        '/chat/completions',
        // `ignore_eos` is vLLM's parameter for replies of exactly `max_tokens`.
        {
          model,
          messages: [{ role: 'user', content: prompts.next() }],
          max_tokens: tokens,
          ignore_eos: true,
        },
        signal,
      ),
  };
  const runs: LevelRun[] = [];
  let hasText = false;
  const progress = deps.io.progress('Measuring …', { said: true });
  try {
    for (;;) {
      const level = input.levels ? input.levels[runs.length] : nextLevel(judged(runs, input['--slo'] ?? {}));
      if (level === undefined) return { runs, unmeasured: undefined, hasText };
      progress.update(`Measuring ${level} at once`);
      const run = await runLevel(asking, level, budget);
      hasText ||= run.hasText;
      if (deps.signal.aborted) return { runs, unmeasured: undefined, hasText };
      if (run.samples.length > 0) runs.push(run);
      if (runs.length === 1 && answersNothing(run)) return { runs, unmeasured: undefined, hasText };
      if (run.isCut) return { runs, unmeasured: level, hasText };
    }
  } finally {
    progress.stop();
    bounded.end();
  }
}

/** Have all requests failed, other than by the end of the time? */
export const answersNothing = ({ samples, error }: LevelRun) =>
  error !== undefined && samples.every(({ outcome }) => outcome === 'failed');

/**
 * Which levels have met the objective. Levels that were cut short are left out, because nothing is known about them.
 */
export function judged(runs: readonly LevelRun[], objective: Objective): Judged[] {
  return runs
    .filter(({ isCut }) => !isCut)
    .map(({ concurrency, samples }) => ({
      level: concurrency,
      isGood: goodShare(samples, objective) >= GOOD_SHARE,
    }));
}
