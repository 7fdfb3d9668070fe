import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { describeShortage } from '../../domain/quota.js';
import { ExoError, UsageError } from '../../errors.js';

/** `my-app in at-vie-2: gpu-count is 1 and cannot be changed to 2`, one line a refusal. */
export function refusalLines(entry: PlanEntry): string[] {
  return entry.refusals.map(({ message }) => `${entry.name} in ${entry.zone}: ${message}`);
}

/** Ways out of all refusals of a deployment, each once. */
export function waysOut(entry: PlanEntry): string[] {
  return [...new Set(entry.refusals.flatMap((refusal) => refusal.waysOut))];
}

/**
 * Refuses a plan that cannot be carried out as a whole, before anything is sent.
 * @throws UsageError for what cannot be changed, with the ways out; ExoError quota for GPUs that are missing
 */
export function refuseImpossible({ entries, families }: Plan): void {
  const refused = entries.filter(({ action }) => action === 'refused');
  if (refused.length > 0) {
    const lines = refused.flatMap(refusalLines);
    throw new UsageError(`${lines.join('; ')}; nothing was sent`, {
      code: 'immutable',
      hint: refused.flatMap(waysOut).join('\n'),
      details: {
        refusals: refused.flatMap(({ zone, name, refusals }) =>
          refusals.map(({ kind, message, waysOut }) => ({ zone, name, kind, message, ways_out: waysOut })),
        ),
      },
    });
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
  const others = entries.flatMap((entry) =>
    entry.steps.length > 0 && !growing.includes(entry) ? [entry.name] : [],
  );
  throw new ExoError('quota', `cannot apply: ${what}; nothing was sent`, {
    code: 'gpu-quota',
    hint: [
      `more GPUs are for ${wanted.join(', ')}`,
      ...(others.length > 0 ? [`what else is to be done can be applied by name: ${others.join(', ')}`] : []),
      'see the quota with: exo-di limits gpu',
      'apply --no-preflight leaves the check to the service',
    ].join('\n'),
    details: {
      families: short.map(({ family, needed, free, limit }) => ({ family, needed, free, limit })),
    },
  });
}
