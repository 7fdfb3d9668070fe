import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { plural } from '../../domain/counts.js';
import { describeShortage } from '../../domain/quota.js';
import { ExoError, UsageError } from '../../errors.js';
import { withoutId } from '../lib/meant.js';

/** A line for each refusal: `my-app in at-vie-2: gpu-count is 1 and cannot be changed to 2`. */
export function refusalLines(entry: PlanEntry): string[] {
  return entry.refusals.map(({ message }) => `${entry.name} in ${entry.zone}: ${message}`);
}

/** What can be done instead, for all refusals of a deployment; each line once. */
export function waysOut(entry: PlanEntry): string[] {
  return [...new Set(entry.refusals.flatMap((refusal) => refusal.waysOut))];
}

/** Would `refuseImpossible` refuse the plan? */
export const isImpossible = ({ entries, families }: Plan): boolean =>
  entries.some(({ action }) => action === 'refused') || families.some(({ short }) => short > 0);

/**
 * Refuses a plan that cannot be carried out as a whole, before anything is sent.
 * @throws UsageError for properties that cannot be changed, with what can be done instead; ExoError conflict if
 * there is nothing else to refuse than names that several deployments have; ExoError quota for missing GPUs
 */
export function refuseImpossible({ entries, families }: Plan): void {
  const refused = entries.filter(({ action }) => action === 'refused');
  if (refused.length > 0) {
    const lines = refused.flatMap(refusalLines);
    const message = `${lines.join('; ')}; nothing was sent`;
    const facts = {
      hint: refused.flatMap(waysOut).join('\n'),
      details: {
        refusals: refused.flatMap(({ zone, name, refusals }) =>
          refusals.map(({ kind, message, waysOut }) => ({ zone, name, kind, message, ways_out: waysOut })),
        ),
      },
    };
    if (refused.every(({ refusals }) => refusals.every(({ kind }) => kind === 'ambiguous')))
      throw new ExoError('conflict', message, { code: 'ambiguous', ...facts });
    throw new UsageError(message, { code: 'immutable', ...facts });
  }
  const short = families.filter((family) => family.short > 0);
  if (short.length === 0) return;
  const what = short.map(describeShortage).join('; ');
  const growing = entries.filter(
    ({ gpus: { family, now, after } }) =>
      after > now && short.some((one) => one.family === family.toLowerCase()),
  );
  const wanted = growing.map(
    ({ name, zone, gpus: { now, after } }) => `${name} in ${zone} (${now} → ${after})`,
  );
  // A name that also needs more GPUs in another zone would bring that one along.
  const grows = new Set(growing.map(({ name }) => name));
  const others = entries.flatMap((entry) => {
    if (entry.steps.length === 0 || growing.includes(entry)) return [];
    return grows.has(entry.name) ? `${entry.name} with -z ${entry.zone}` : entry.name;
  });
  throw new ExoError('quota', `cannot apply: ${what}; nothing was sent`, {
    code: 'gpu-quota',
    hint: [
      `these deployments need more GPUs: ${wanted.join(', ')}`,
      ...(others.length > 0
        ? [`the other changes can be applied by name: ${[...new Set(others)].join(', ')}`]
        : []),
      'see the quota with: exo-di limits gpu',
      'apply --no-preflight leaves the check to the service',
    ].join('\n'),
    details: {
      families: short.map(({ family, needed, free, limit }) => ({ family, needed, free, limit })),
    },
  });
}

/**
 * The error for a deployment that has fewer replicas than the file demands at least, because the quota or the cost
 * limit allows no more; undefined for any other. The others are brought into their state all the same.
 */
export function tooFew({ name, zone, actual, desired: { load } }: PlanEntry): ExoError | undefined {
  const { kind, reason } = load?.decision ?? {};
  const replicas = actual?.replicas;
  if (!load || (kind !== 'no-quota' && kind !== 'too-dear')) return undefined;
  if (replicas === undefined || replicas >= load.limits.min) return undefined;
  const sentence = `deployment ${name} in ${zone} stays at ${plural(replicas, 'replica')}: ${reason}`;
  const [code, hint] =
    kind === 'no-quota'
      ? ['gpu-quota', 'see the quota with: exo-di limits gpu']
      : ['cost-limit', 'see what a GPU costs with: exo-di price'];
  return new ExoError('quota', sentence, { code, zone, hint });
}

/**
 * An error for each deployment that --prune should delete and that the service lists without an ID: it runs on.
 * @param prune is --prune given?
 */
export function undeletable({ prunable }: Pick<Plan, 'prunable'>, prune: boolean): ExoError[] {
  return (prune ? prunable : []).flatMap(({ id, name, zone }) => {
    if (id !== undefined) return [];
    const error = withoutId('deployment', name, zone);
    return [error.retold({ message: `${error.message}: it cannot be deleted` })];
  });
}
