import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { totalGpus } from '../../../domain/gpus.js';
import { commandLine } from '../../../domain/shell-words.js';
import { failureOf, isInterruption } from '../../../errors.js';
import { deploymentShowView } from '../../../output/views/deployment.js';
import { operationView } from '../../../output/views/operation.js';
import type { Raw } from '../../../program/spec.js';
import { type Asking, confirming } from '../../lib/confirm.js';
import { type CostChange, costsBeside, GPU_NAMES } from '../../lib/cost-limit.js';
import { printDryRun } from '../../lib/dry-run.js';
import { each, throwFailures } from '../../lib/each.js';
import { withoutProgress } from '../../lib/narrowed-deps.js';
import { givenFlags } from '../../lib/parse-input.js';
import { changeDeployment } from '../change/change.js';
import { hasSize, plannedScaling, scaling } from '../change/scale-change.js';
import { whyItFailed } from '../explain/explaining.js';
import { requireName } from '../find.js';
import { printScaled, type Scaled } from './scale-many-print.js';
import { requireFamilies } from './scale-many-quota.js';
import {
  asTheyAre,
  findTargets,
  frees,
  parseScaleMany,
  type ScaleManyInput,
  type Target,
  zoneOfAll,
} from './scale-many-targets.js';

/** Scales several deployments, those that free GPUs first, and prints a line for each. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseScaleMany(raw);
  const noWait = input['--no-wait'];
  // The printers are made before anything is sent, so that an invalid template is refused first.
  const objects = noWait ? undefined : await deps.printer(deploymentShowView);
  const operations = noWait ? await deps.printer(operationView) : undefined;
  const confirm = await confirming(deps, await askingAll(deps, input));
  const costs = raisesNothing(input) ? undefined : costsBeside(deps, input);
  const { targets: found, failures: lost } = await findTargets(deps, input);
  const targets = await asTheyAre(deps, found, input['--max-cost-per-hour']);
  for (const target of targets)
    if (target.details && input.sizes.has(target.name)) requireName(target, target.details);
  const moving = targets.filter(({ entry, size }) => !hasSize(entry, size));
  const total = targets.length + lost.length;
  if (moving.length > 0) {
    if (!input['--no-preflight']) await requireFamilies(deps, moving);
    await costs?.require(costChange(targets), `scale ${plural(targets.length, 'deployment')}`);
  }
  if (input['--dry-run'] && (moving.length > 0 || (objects ?? operations)?.data)) {
    const planned = inOrder(moving)
      .flat()
      .map((target) => plannedScaling(target));
    await printDryRun(deps, planned, { list: true });
    return throwFailures(deps.io, lost, total);
  }
  if (moving.length > 0) await confirm(question(moving));
  const beganAt = deps.clock.now();
  const { results, failures } = await scaleAll(deps, moving, input, async (stuck, what) =>
    costs?.require(costChange(targets, stuck), what),
  );
  const done = targets.flatMap((target): Scaled[] => {
    if (!moving.includes(target)) return [{ target, unchanged: true, deployment: target.details }];
    return results.filter((scaled) => scaled.target === target);
  });
  const unseen = await printScaled(deps, done, { objects, operations });
  const problems = done.flatMap(({ problem }) => problem ?? []);
  const all = [...failures, ...problems, ...unseen, ...lost];
  const isDone = moving.length > 0 && all.length === 0;
  const cost = isDone ? await costs?.of(...costChange(targets).after) : undefined;
  if (cost) deps.io.say(cost.line);
  const failed = await each(all, (error) => whyItFailed(deps, error, beganAt));
  throwFailures(deps.io, failed.results, total);
}

/** Is every size zero? Then nothing can cost more, and no prices are fetched. */
const raisesNothing = (input: ScaleManyInput) => (input['--all'] ?? Math.max(...input.sizes.values())) === 0;

/**
 * The GPUs of all deployments before and after the command, for --max-cost-per-hour.
 * @param stuck deployments that were not scaled, and keep their GPUs
 */
function costChange(targets: readonly Target[], stuck: readonly Target[] = []): CostChange {
  const amounts = (replicasOf: (target: Target) => number) =>
    targets.map((target) => ({
      family: target.entry['gpu-type'] ?? `the GPU type of ${target.name}`,
      gpus: totalGpus(target.entry['gpu-count'] ?? 1, replicasOf(target)),
    }));
  const now = ({ entry }: Target) => entry.replicas ?? 0;
  return {
    before: amounts(now),
    after: amounts((target) => (stuck.includes(target) ? now(target) : target.size)),
  };
}

/** The question before the command. Only --all asks: who types a name means that deployment. */
async function askingAll(deps: Deps, input: ScaleManyInput): Promise<Asking | undefined> {
  const size = input['--all'];
  if (size === undefined || input['--force'] || input['--dry-run']) return undefined;
  const zone = await zoneOfAll(deps);
  return {
    command: commandLine(
      'deployment scale',
      [],
      [...['--all', String(size), '-z', zone], ...givenFlags(input, ...GPU_NAMES), '-f'],
    ),
    loss: `every deployment of ${zone} would be scaled to ${plural(size, 'replica')}`,
    zone,
  };
}

/** First the deployments that free GPUs, then the others. */
function inOrder(targets: readonly Target[]): [Target[], Target[]] {
  return [targets.filter(frees), targets.filter((target) => !frees(target))];
}

const namesOf = (targets: readonly Target[]) => targets.map(({ name }) => name).join(', ');

function question(targets: readonly Target[]): string[] {
  const zone = targets[0]?.zone.zone;
  const changes = targets.map(({ name, entry: { replicas }, size }) =>
    replicas === size ? `  ${name} (to ${size})` : `  ${name} (${replicas ?? '?'} → ${size})`,
  );
  return [`This scales ${plural(targets.length, 'deployment')} in ${zone}:`, ...changes, 'Scale?'];
}

/**
 * Scales down first. If others are scaled up, it waits until the GPUs are free, even with --no-wait.
 * @param afford called before others are scaled up although some were not scaled down; throws if that costs too much
 */
async function scaleAll(
  deps: Deps,
  targets: readonly Target[],
  input: ScaleManyInput,
  afford: (stuck: readonly Target[], what: string) => Promise<void>,
) {
  const [down, up] = inOrder(targets);
  const quiet = withoutProgress(deps);
  const progress =
    targets.length === 0 ? undefined : deps.io.progress(`Scaling ${plural(targets.length, 'deployment')} …`);
  const scale =
    (noWait: boolean) =>
    async (target: Target): Promise<Scaled> => ({
      target,
      ...(await changeDeployment(quiet, scaling(target), { ...input, '--no-wait': noWait })),
    });
  try {
    const freed = await each(down, scale(input['--no-wait'] && up.length === 0));
    const isEnded = freed.failures.some(isInterruption);
    const stuck = down.filter(
      (one) => !freed.results.some(({ target, problem }) => target === one && !problem),
    );
    const what = `scale up ${namesOf(up)}, with ${namesOf(stuck)} not scaled down`;
    const dear = up.length > 0 && stuck.length > 0 ? await afford(stuck, what).catch(failureOf) : undefined;
    const taken = await each(isEnded || dear ? [] : up, scale(input['--no-wait']));
    return {
      results: [...freed.results, ...taken.results],
      failures: [...freed.failures, ...taken.failures, ...(dear ? [dear] : [])],
    };
  } finally {
    progress?.stop();
  }
}
