import * as calls from '../../api/calls/deployments.js';
import type { Deps } from '../../deps.js';
import { gpus, plural, totalGpus } from '../../domain/gpus.js';
import { describeFamilyShortage, planFamilies } from '../../domain/plan-quota.js';
import type { FamilyPlan } from '../../domain/plan-types.js';
import { commandLine, quoteWord } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import { deploymentShowView } from '../../output/views/deployment.js';
import { operationView } from '../../output/views/operation.js';
import type { Raw } from '../../program/define.js';
import type { Operation } from '../../schemas/operation.js';
import { type Asking, confirmed, requireTerminal } from '../confirm.js';
import { printDryRun } from '../dry-run.js';
import { each, throwFailures } from '../each.js';
import { quotasOrNone } from '../gpu-quota.js';
import { withoutProgress } from '../without-progress.js';
import { changeDeployment } from './change.js';
import { scaling } from './scale-change.js';
import { parseScaleMany, type ScaleManyInput } from './scale-many-input.js';
import { findTargets, frees, hasSize, type Target, zoneOfAll } from './scale-many-targets.js';

/** What became of it: `unchanged` when it had the size already, else its operation, unless its answer was lost. */
interface Scaled {
  target: Target;
  operation?: Operation | undefined;
  unchanged?: boolean;
}

/** Scales many deployments in one command: a line each, what frees GPUs first. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseScaleMany(raw);
  const noWait = input['--no-wait'];
  // Made before anything is sent: a template that cannot be used is refused first.
  const objects = noWait ? undefined : await deps.printer(deploymentShowView);
  const operations = noWait ? await deps.printer(operationView) : undefined;
  const asking = await askingAll(deps, input);
  if (asking) requireTerminal(deps, asking);
  const targets = await findTargets(deps, input);
  const moving = targets.filter((target) => !hasSize(target));
  if (moving.length > 0) {
    if (!input['--no-preflight']) await requireFamilies(deps, moving);
    if (input['--dry-run']) return showRequests(deps, moving);
    if (asking) await confirmed(deps, question(moving), asking);
  } else if (input['--dry-run'] && (objects ?? operations)?.data) return showRequests(deps, moving);
  const { results, failures } = await scaleAll(deps, moving, input);
  const done = targets.flatMap((target): Scaled[] => {
    if (!moving.includes(target)) return [{ target, unchanged: true }];
    return results.filter((scaled) => scaled.target === target);
  });
  if (operations?.data) {
    const rows = done.flatMap(({ target, operation }) =>
      operation ? [{ zone: target.zone.zone, operation }] : [],
    );
    deps.io.out(operations.many(rows));
  } else if (objects?.data) {
    const read = done.map(async ({ target: { zone, id } }) => ({
      zone: zone.zone,
      deployment: await zone.getDeployment(id),
    }));
    deps.io.out(objects.many(await Promise.all(read)));
  } else for (const scaled of done) deps.io.done(line(scaled));
  throwFailures(deps.io, failures, targets.length);
}

/** Only --all is asked about: what is named by name is meant. */
async function askingAll(deps: Deps, input: ScaleManyInput): Promise<Asking | undefined> {
  const size = input['--all'];
  if (size === undefined || input['--force'] || input['--dry-run']) return undefined;
  const zone = await zoneOfAll(deps);
  return {
    command: commandLine('deployment scale', [], ['--all', String(size), '-z', zone, '-f']),
    loss: `every deployment of ${zone} would be scaled to ${plural(size, 'replica')}`,
  };
}

/**
 * Holds all changes together against the quota, what they free counted for what they take.
 * @throws ExoError quota, before anything is sent
 */
async function requireFamilies(deps: Deps, targets: readonly Target[]): Promise<void> {
  const first = targets[0];
  if (!first || targets.every(frees)) return;
  const quotas = await quotasOrNone(first.zone, deps.io.warn);
  const changes = targets.flatMap((target) => {
    const { 'gpu-type': family, 'gpu-count': count, replicas } = target.entry;
    if (family === undefined || count === undefined || replicas === undefined) return [];
    const now = totalGpus(count, replicas);
    const after = totalGpus(count, target.size);
    return [{ action: 'change' as const, gpus: { family, now, after }, target, count }];
  });
  const families = planFamilies(changes, [], quotas).filter(({ short }) => short > 0);
  if (families.length === 0) return;
  const short = families.flatMap((family) => describeFamilyShortage(family) ?? []);
  const hints = families.map((plan) =>
    takers(
      plan,
      changes.filter(
        ({ gpus: { family, now, after } }) => family.toLowerCase() === plan.family && after > now,
      ),
    ),
  );
  throw new ExoError(
    'quota',
    `cannot scale ${plural(targets.length, 'deployment')}: ${short.join('; ')}; nothing was sent`,
    {
      code: 'gpu-quota',
      hint: [...hints, 'see the quota with: exo-di limits gpu'].join('\n'),
    },
  );
}

/** Which deployments take the GPUs that are short; where it is one, the largest size that fits. */
function takers(
  { family, short }: FamilyPlan,
  changes: readonly { target: Target; count: number; gpus: { now: number; after: number } }[],
): string {
  const list = changes.map(
    ({ target: { name, entry, size }, gpus: { now, after } }) =>
      `${name} (${entry.replicas ?? '?'} → ${size}, ${gpus(after - now)} more)`,
  );
  const [only, ...others] = changes;
  if (!only || others.length > 0) return `${family} is taken by: ${list.join(', ')}`;
  const { target, count } = only;
  const { name, zone, size, entry } = target;
  const fits = Math.max(entry.replicas ?? 0, size - Math.ceil(short / count));
  return `${family} is taken by: ${list.join('')}; the largest size that fits is ${fits}: ${quoteWord(`${name}=${fits}`)} in ${zone.zone}`;
}

function showRequests(deps: Deps, targets: readonly Target[]): Promise<void> {
  const planned = inOrder(targets)
    .flat()
    .map(({ zone, id, size, entry }) => ({
      call: calls.scaleDeployment(id, { replicas: size }),
      zone: zone.zone,
      gpus: entry['gpu-count'] === undefined ? undefined : { count: entry['gpu-count'], replicas: size },
    }));
  return printDryRun(deps, planned, { list: true });
}

/** What frees GPUs, then the rest. */
function inOrder(targets: readonly Target[]): [Target[], Target[]] {
  return [targets.filter(frees), targets.filter((target) => !frees(target))];
}

function question(targets: readonly Target[]): string {
  const zone = targets[0]?.zone.zone;
  const changes = targets.map(({ name, entry, size }) => `  ${name} (${entry.replicas ?? '?'} → ${size})`);
  return [`This scales ${plural(targets.length, 'deployment')} in ${zone}:`, ...changes, 'Scale?'].join('\n');
}

/** What frees GPUs is waited for, even under --no-wait, when others need them. */
async function scaleAll(deps: Deps, targets: readonly Target[], input: ScaleManyInput) {
  const [down, up] = inOrder(targets);
  const quiet = withoutProgress(deps);
  const progress =
    targets.length === 0 ? undefined : deps.io.progress(`Scaling ${plural(targets.length, 'deployment')} …`);
  const scale =
    (noWait: boolean) =>
    async (target: Target): Promise<Scaled> => ({
      target,
      operation: await changeDeployment(quiet, scaling(target), { ...input, '--no-wait': noWait }),
    });
  try {
    const freed = await each(down, scale(input['--no-wait'] && up.length === 0));
    const taken = await each(up, scale(input['--no-wait']));
    return {
      results: [...freed.results, ...taken.results],
      failures: [...freed.failures, ...taken.failures],
    };
  } finally {
    progress?.stop();
  }
}

function line({ target: { name, zone, size, entry }, operation, unchanged }: Scaled): string {
  const subject = `${name} in ${zone.zone}`;
  if (unchanged) return `${subject}: already has ${plural(size, 'replica')}`;
  const change = entry.replicas === size ? `to ${size}` : `${entry.replicas ?? '?'} → ${size}`;
  return operation?.state === 'pending'
    ? `${subject}: scale ${change} is under way, operation ${operation.id}`
    : `${subject}: scaled ${change}`;
}
