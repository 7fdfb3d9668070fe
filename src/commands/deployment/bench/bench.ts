import type { Deps } from '../../../deps.js';
import { GOOD_SHARE, goodShare, type Objective } from '../../../domain/bench-figures.js';
import { capacityOf, type Judged, nextLevel } from '../../../domain/bench-search.js';
import { formatDuration } from '../../../domain/duration.js';
import { plural } from '../../../domain/gpus.js';
import { money } from '../../../domain/money/decimal.js';
import { amountOf, costOver, perHour } from '../../../domain/money/price.js';
import { commandLine } from '../../../domain/shell-words.js';
import { timeLimit } from '../../../endpoint/time-limit.js';
import { ExoError } from '../../../errors.js';
import { safeJson } from '../../../output/json.js';
import { benchView } from '../../../output/views/bench.js';
import { benchChart } from '../../../output/views/bench-chart.js';
import type { Raw } from '../../../program/spec.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { confirmed, requireAnswer } from '../../lib/confirm.js';
import { type Costs, costsBeside } from '../../lib/cost-limit.js';
import type { Reached } from '../endpoint/endpoint.js';
import { reach, type Target, targetOf } from '../endpoint/endpoint.js';
import { endpointFailure, explained } from '../endpoint/endpoint-errors.js';
import { answerOf, type Capacity, replicasFor, type Wanted } from './bench-answer.js';
import { type BenchInput, parseBench } from './bench-input.js';
import { type Asking, type Budget, type LevelRun, runLevel } from './bench-level.js';
import { filePrompts, madePrompts, type Prompts, seeded } from './bench-prompts.js';
import { rowOf } from './bench-rows.js';
import type { BenchDocument } from './bench-schema.js';

/** How long it may take to be told what is served, in ms. */
const REACH_MS = 30_000;
const SEED = 1;

/** Measures a deployment at one level after the other, and says what that means. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseBench(raw);
  const printer = await deps.printer(benchView);
  const prompts = await promptsOf(deps, input);
  const asking = {
    command: commandLine('deployment bench', [input.NAME], ['-f']),
    nothing: 'nothing was asked',
  };
  if (!input['--force']) await requireAnswer(deps, asking);
  const costs = costsBeside(deps, input);
  const target = await targetOf(deps, input.NAME, input);
  const deployment = await target.zone.getDeployment(target.id);
  requireReplicas(target, deployment);
  const reached = await reachable(deps, target, input);
  for (const line of await announcement(target, deployment, input, costs)) deps.io.say(line);
  if (!input['--force']) await confirmed(deps, ['Ask so much of it?'], asking);

  const { runs, unmeasured } = await measure(deps, reached, { input, prompts });
  // What was measured until then is worth its time; of nothing there is nothing to print.
  if (deps.signal.aborted && runs.length === 0) throw deps.signal.reason;
  const [first] = runs;
  if (first && answersNothing(first)) throw await failureOf(deps, first.error, target);
  const slo = input['--slo'];
  const capacity = slo && capacityIn(runs, slo, deployment.replicas ?? 1);
  const wanted = capacity && (await wantedOf(capacity, deployment, input, costs));
  runs.sort((a, b) => a.concurrency - b.concurrency);
  const rows = runs.map((each) => rowOf(each, slo));
  if (printer.format === 'json')
    deps.io.out(
      `${safeJson(documentOf(deps, { target, reached, deployment, runs, input, capacity, wanted }))}\n`,
    );
  else deps.io.out(printer.many(rows));
  const { stdout } = deps.io;
  if (printer.format === 'table' && stdout.terminal)
    deps.io.out(benchChart(rows, stdout.width ?? 80, stdout.ascii === true));
  if (!printer.data && capacity && slo)
    for (const line of answerOf(capacity, slo, wanted?.said)) deps.io.done(line);
  for (const each of runs) tellOf(deps, each);
  if (deps.signal.aborted) throw deps.signal.reason;
  if (unmeasured !== undefined)
    deps.io.warn(
      `the budget ended before ${unmeasured} at once was measured: give more --max-duration or --max-tokens`,
    );
}

async function promptsOf(deps: Deps, input: BenchInput): Promise<Prompts> {
  const path = input['--prompts'];
  if (path === undefined) return madePrompts(input.inputTokens, seeded(SEED));
  return filePrompts(await (await deps.machine()).readText(path), path);
}

/** At zero nothing answers, and only somebody who wants to pay for it scales it up. */
function requireReplicas({ name, zone, placed, isOther }: Target, { replicas }: Deployment): void {
  if (replicas !== 0 || isOther) return;
  throw new ExoError('operation-failed', `${placed} is at zero replicas: there is nothing to measure`, {
    code: 'no-replicas',
    zone: zone.zone,
    hint: `scale it first: ${commandLine('deployment scale', [name, '1'], ['-z', zone.zone])}`,
  });
}

async function reachable(deps: Deps, target: Target, input: BenchInput): Promise<Reached> {
  const bounded = timeLimit(deps.signal, REACH_MS);
  try {
    return await reach(deps, target, input['--model'], bounded.signal);
  } catch (error) {
    throw await failureOf(deps, error, target);
  } finally {
    bounded.end();
  }
}

async function failureOf(deps: Deps, error: unknown, target: Target): Promise<unknown> {
  if (deps.signal.aborted) return deps.signal.reason;
  const failure = endpointFailure(error, target);
  return failure instanceof ExoError && failure.code === 'no-answer'
    ? explained(deps, failure, target)
    : failure;
}

/** What is going to be asked, and what it costs. */
async function announcement(
  { placed }: Target,
  deployment: Deployment,
  input: BenchInput,
  costs: Costs,
): Promise<string[]> {
  const { replicas = 1, 'gpu-type': family, 'gpu-count': count } = deployment;
  const most = input['--max-duration'];
  const levels = input.levels
    ? `${input.levels.join(', ')} at once`
    : 'as many at once as the objective takes';
  const cost =
    family === undefined || count === undefined
      ? undefined
      : await costs.of({ family, gpus: count * replicas });
  const while_ = Number.isFinite(most) ? ` of which ${formatDuration(most)} are` : '';
  const paid =
    cost === undefined
      ? []
      : [
          `Its GPUs are billed anyway: ${cost.line}${cost.perHour === undefined || while_ === '' ? '' : `,${while_} ${amountOf(costOver(cost.perHour, most), cost.currency)}`}.`,
        ];
  return [
    `Measuring ${placed} with ${plural(replicas, 'replica')}: ${levels}, for ${Number.isFinite(most) ? formatDuration(most) : 'any time'} and ${input['--max-tokens']} tokens at most.`,
    ...paid,
  ];
}

/** Level after level, until the budget ends or there is nothing left to find out. */
async function measure(
  deps: Deps,
  { endpoint, model }: Reached,
  { input, prompts }: { input: BenchInput; prompts: Prompts },
): Promise<{ runs: LevelRun[]; unmeasured: number | undefined }> {
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
        // The engine's own word for replies of equal length.
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
  const progress = deps.io.progress('Measuring …', { said: true });
  try {
    for (;;) {
      const level = input.levels ? input.levels[runs.length] : nextLevel(judged(runs, input['--slo'] ?? {}));
      if (level === undefined) return { runs, unmeasured: undefined };
      progress.update(`Measuring ${level} at once`);
      const run = await runLevel(asking, level, budget);
      if (deps.signal.aborted) return { runs, unmeasured: undefined };
      if (run.samples.length > 0) runs.push(run);
      if (runs.length === 1 && answersNothing(run)) return { runs, unmeasured: undefined };
      if (run.isCut) return { runs, unmeasured: level };
    }
  } finally {
    progress.stop();
    bounded.end();
  }
}

/** Nothing that was asked was answered, and not for want of time. */
const answersNothing = ({ samples, error }: LevelRun) =>
  error !== undefined && samples.every(({ outcome }) => outcome === 'failed');

/** Of a level that was cut short nothing is known. */
function judged(runs: readonly LevelRun[], objective: Objective): Judged[] {
  return runs
    .filter(({ isCut }) => !isCut)
    .map(({ concurrency, samples }) => ({
      level: concurrency,
      isGood: goodShare(samples, objective) >= GOOD_SHARE,
    }));
}

function capacityIn(runs: readonly LevelRun[], objective: Objective, replicas: number): Capacity | undefined {
  const all = judged(runs, objective);
  if (all.length === 0) return undefined;
  const bad = all.filter(({ isGood }) => !isGood).map(({ level }) => level);
  return {
    atOnce: capacityOf(all),
    // With levels left between the two it would have to be looked for there.
    isLeast: nextLevel(all) !== undefined,
    replicas,
    failedAt: bad.length === 0 ? undefined : Math.min(...bad),
  };
}

interface WantedFacts {
  said: Wanted;
  costPerHour: string | undefined;
  currency: string | undefined;
}

async function wantedOf(
  capacity: Capacity,
  { 'gpu-type': family, 'gpu-count': count }: Deployment,
  input: BenchInput,
  costs: Costs,
): Promise<WantedFacts | undefined> {
  const atOnce = input['--at-once'];
  const replicas = atOnce === undefined ? undefined : replicasFor(atOnce, capacity);
  if (atOnce === undefined || replicas === undefined) return undefined;
  const cost =
    family === undefined || count === undefined
      ? undefined
      : await costs.of({ family, gpus: count * replicas });
  const said = cost?.perHour === undefined ? undefined : perHour(cost.perHour, cost.currency);
  return {
    said: { atOnce, replicas, cost: said },
    costPerHour: cost?.perHour === undefined ? undefined : money(cost.perHour),
    currency: cost?.perHour === undefined ? undefined : cost.currency.toUpperCase(),
  };
}

/** What would else go unnoticed in a table. */
function tellOf(deps: Deps, { concurrency, samples, error }: LevelRun): void {
  const failed = samples.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0)
    deps.io.warn(
      `${failed} of ${samples.length} requests failed at ${concurrency} at once: ${error instanceof Error ? error.message : String(error)}`,
    );
}

function documentOf(
  deps: Deps,
  found: {
    target: Target;
    reached: Reached;
    deployment: Deployment;
    runs: readonly LevelRun[];
    input: BenchInput;
    capacity: Capacity | undefined;
    wanted: WantedFacts | undefined;
  },
): BenchDocument {
  const { target, reached, deployment, runs, input, capacity, wanted } = found;
  const slo = input['--slo'];
  return {
    ...{ name: target.name, zone: target.zone.zone, date: new Date(deps.clock.now()).toISOString() },
    ...{ endpoint_type: 'openai-chat', model_id: reached.model, replicas: deployment.replicas ?? 1 },
    levels: runs.map((each) => {
      const { times, good, goodput, isCut, ...row } = rowOf(each, slo);
      return {
        ...{ ...row, ...times },
        ...(goodput !== undefined && { request_goodput: goodput }),
        within_objective: good === undefined || isCut ? null : good >= GOOD_SHARE,
        cut_short: isCut,
      };
    }),
    objective: slo ? { ttft_ms: slo.ttftMs ?? null, tokens_per_second: slo.tps ?? null } : null,
    capacity: capacity
      ? {
          ...{ at_once: capacity.atOnce, at_least: capacity.isLeast, replicas: capacity.replicas },
          wanted_at_once: input['--at-once'] ?? null,
          replicas_needed: wanted?.said.replicas ?? null,
          ...{ cost_per_hour: wanted?.costPerHour ?? null, currency: wanted?.currency ?? null },
        }
      : null,
  };
}
