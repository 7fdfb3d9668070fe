import type { Deps } from '../../../deps.js';
import { planFamilies } from '../../../desired/plan/plan-quota.js';
import type { FamilyPlan, PlanEntry } from '../../../desired/plan/plan-types.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { gpus, totalGpus } from '../../../domain/gpus.js';
import { describeShortage } from '../../../domain/quota.js';
import { commandLine } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import { quotasOf } from '../../lib/gpu-quota.js';
import { frees, type Target } from './scale-many-targets.js';

/**
 * Checks that the quota suffices for all changes together. GPUs that some of them free count for those that need more.
 * @throws ExoError quota, before anything is sent
 */
export async function requireFamilies(deps: Deps, targets: readonly Target[]): Promise<void> {
  const first = targets[0];
  if (!first || targets.every(frees)) return;
  const quotas = await quotasOf(deps, first.zone);
  const changes = targets.flatMap((target) => {
    const { 'gpu-type': family, 'gpu-count': count, replicas } = target.entry;
    if (family === undefined || count === undefined || replicas === undefined) return [];
    // During a change the quota may count more of its replicas than the deployment shows, so no sum would be right.
    if (isChanging(target.entry.state)) return [];
    const now = totalGpus(count, replicas);
    const after = totalGpus(count, target.size);
    return [{ action: 'change' as const, gpus: { family, now, after }, target, count }];
  });
  const families = planFamilies(changes, [], quotas).filter(({ short }) => short > 0);
  if (families.length === 0) return;
  const short = families.map(describeShortage);
  const hints = families.map((plan) => takers(plan, changes));
  const fitting = families.length === 1 && hints[0]?.fitting;
  throw new ExoError(
    'quota',
    `cannot scale ${plural(targets.length, 'deployment')}: ${short.join('; ')}; nothing was sent`,
    {
      code: 'gpu-quota',
      hint: [
        ...hints.map(({ line }) => line),
        fitting ? commandOf(targets, fitting) : undefined,
        'see the quota with: exo-di limits gpu',
      ],
    },
  );
}

/** The command as it was typed, with the largest size that fits for one deployment. */
function commandOf(targets: readonly Target[], fitting: { target: Target; size: number }): string {
  const zones = new Set(targets.map(({ zone }) => zone.zone));
  const sizes = targets.map((target) => {
    const size = target === fitting.target ? fitting.size : target.size;
    return `${target.name}=${size}`;
  });
  return commandLine('deployment scale', sizes, zones.size === 1 ? ['-z', ...zones] : []);
}

/**
 * The deployments that need more GPUs of a family than are free; if it is only one, also the largest size that fits.
 */
function takers(
  { family, short }: FamilyPlan,
  all: readonly { target: Target; count: number; gpus: PlanEntry['gpus'] }[],
) {
  const changes = all.filter(({ gpus }) => gpus.family.toLowerCase() === family && gpus.after > gpus.now);
  const list = changes.map(
    ({ target: { name, entry, size }, gpus: { now, after } }) =>
      `${name} (${entry.replicas ?? '?'} → ${size}, ${gpus(after - now)} more)`,
  );
  const line = `${family} is taken by: ${list.join(', ')}`;
  const [only, ...others] = changes;
  if (!only || others.length > 0) return { line };
  const { target, count } = only;
  const is = target.entry.replicas ?? 0;
  const size = Math.max(is, target.size - Math.ceil(short / count));
  if (size === is) return { line: `${line}; not one more replica fits` };
  return { line: `${line}; the largest size that fits is ${size}`, fitting: { target, size } };
}
