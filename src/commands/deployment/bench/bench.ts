import { TransportError } from '../../../api/http/transport.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandLine, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import { filled } from '../../../output/json-document.js';
import { safeJson } from '../../../output/json-renderer.js';
import { benchView } from '../../../output/views/bench.js';
import { benchChart } from '../../../output/views/bench-chart.js';
import type { Raw } from '../../../program/spec.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { chosenZone } from '../../lib/asked-zones.js';
import { confirming } from '../../lib/confirm.js';
import { costsBeside } from '../../lib/cost-limit.js';
import { whyItFails } from '../endpoint/endpoint-errors.js';
import { reach, type Target, targetOf, within } from '../endpoint/endpoint-target.js';
import { benchDocument, rowOf } from './bench-document.js';
import { type BenchInput, parseBench } from './bench-input.js';
import type { LevelRun } from './bench-level.js';
import { answersNothing, measure } from './bench-measure.js';
import { filePrompts, madePrompts, type Prompts, SEED, seeded } from './bench-prompts.js';
import { announcement, answerOf, capacityIn, wantedOf } from './bench-words.js';

/** The time limit, in ms, for asking which models are served. */
const REACH_MS = 30_000;

/** Measures a deployment at one level after the other, and prints the results. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseBench(raw);
  const printer = await deps.printer(benchView);
  const prompts = await promptsOf(deps, input);
  const command = commandLine('deployment bench', [input.NAME], [...flagsAsTyped(raw), '-f']);
  const asking = {
    command,
    nothing: 'no prompt was sent',
    loss: `the load would slow down deployment ${input.NAME} for its other users`,
    zone: await chosenZone(deps),
  };
  const confirm = await confirming(deps, input['--force'] ? undefined : asking);
  const costs = costsBeside(deps, input, printer.format === 'json');
  const target = await targetOf(deps, input.NAME, input);
  const deployment = await target.zone.getDeployment(target.id);
  requireReplicas(target, deployment);
  const reached = await within(deps, REACH_MS, ({ signal }) => reach(deps, target, signal)).catch(
    async (error: unknown) => {
      throw await whyItFails(deps, error, target);
    },
  );
  deps.io.say(...(await announcement(target, deployment, input, costs)));
  await confirm(['Start the measurement?']);

  const { runs, unmeasured, hasText } = await measure(deps, reached, { input, prompts });
  // After Ctrl-C, the levels measured so far are printed; without any, the command only ends.
  if (deps.signal.aborted && runs.length === 0) throw deps.signal.reason;
  const [first] = runs;
  if (first && answersNothing(first)) throw await whyItFails(deps, first.error, target);
  if (!hasText) throw await whyItFails(deps, nothingCame(input), target);
  const tooShort =
    unmeasured === undefined ? undefined : `the budget ended before ${unmeasured} at once was measured`;
  const more = 'give more --max-duration or --max-tokens';
  if (tooShort !== undefined && runs.length === 0)
    throw new ExoError('deadline', `${target.placed}: ${tooShort}`, { zone: target.zone.zone, hint: more });
  const slo = input['--slo'];
  const capacity = slo && capacityIn(runs, slo, deployment.replicas);
  const wanted = capacity && (await wantedOf(capacity, deployment, input, costs));
  runs.sort((a, b) => a.concurrency - b.concurrency);
  const found = { at: deps.clock.now(), reached, deployment, runs, input, capacity, wanted };
  const rows = runs.map((each) => rowOf(each, slo));
  if (printer.format === 'json') deps.io.out(`${safeJson(filled(benchDocument, found))}\n`);
  else deps.io.out(printer.many(rows));
  const { stdout } = deps.io;
  if (printer.format === 'table' && stdout.terminal)
    deps.io.out(benchChart(rows, stdout.width ?? 80, stdout.ascii === true));
  if (!printer.data && capacity && slo)
    for (const line of answerOf(capacity, slo, wanted)) deps.io.done(line);
  for (const each of runs) tellOf(deps, each);
  if (deps.signal.aborted) throw deps.signal.reason;
  if (tooShort !== undefined) deps.io.warn(`${tooShort}: ${more}`);
}

/** The failure of an engine that takes requests and sends nothing until the time is up. */
const nothingCame = ({ '--max-duration': most }: BenchInput) =>
  new TransportError('timeout', true, `nothing came within ${formatDuration(most)}`);

/** The typed flags, for the suggested command: without them it would send another load, and to any zone. */
const flagsAsTyped = (raw: Raw) =>
  Object.entries(raw).flatMap(([flag, value]) =>
    flag.startsWith('--') && typeof value === 'string' ? [flag, value] : [],
  );

async function promptsOf(deps: Deps, input: BenchInput): Promise<Prompts> {
  const path = input['--prompts'];
  if (path === undefined) return madePrompts(input.inputTokens, seeded(SEED));
  return filePrompts(await (await deps.machine()).readText(path), path);
}

/** Refuses to measure at zero replicas. It does not scale up itself, because that costs money. */
function requireReplicas({ name, zone, placed, isOther }: Target, { replicas }: Deployment): void {
  if (replicas !== 0 || isOther) return;
  throw new ExoError('operation-failed', `${placed} is at zero replicas: there is nothing to measure`, {
    code: 'no-replicas',
    zone: zone.zone,
    hint: `scale it first: ${scaleCommand(name, 1, zone.zone)}`,
  });
}

/** Warns of failures that the table does not show. */
function tellOf(deps: Deps, { concurrency, samples, error }: LevelRun): void {
  const failed = samples.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0)
    deps.io.warn(
      `${failed} of ${samples.length} requests failed at ${concurrency} at once: ${error instanceof Error ? error.message : String(error)}`,
    );
}
