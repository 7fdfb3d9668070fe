import type { Plan } from '../../desired/plan/plan-types.js';
import { isChanging } from '../../domain/deployment-state.js';
import type { ExoError } from '../../errors.js';
import { scaling } from '../deployment/change/scale-change.js';
import { watchChange } from '../deployment/change/wait-for-change.js';
import { whyItFailed } from '../deployment/explain/explaining.js';
import { each } from '../lib/each.js';
import { inPart, type Part } from '../plan/accounts.js';
import type { Round } from './bring-all.js';
import type { ApplyInput } from './input.js';
import { brokenError } from './report.js';

/** What has failed in one round, and what was broken before it, each with what its logs tell. */
export async function failuresOf({ part, plan, outcomes }: Round): Promise<ExoError[]> {
  const broken = plan.entries.flatMap((entry) => brokenError(entry) ?? []);
  const { results } = await each(broken, (error) => whyItFailed(part.deps, error, part.deps.clock.now()));
  return [...outcomes.flatMap(({ failed }) => failed?.error ?? []), ...results].map((error) =>
    inPart(part, error),
  );
}

/**
 * Waits for the changes under way of deployments that are reported with their size already: until those have ended,
 * nothing is done yet, and a scaling that is stuck, or taken back, must not pass for one that is over.
 * @returns how they have failed
 */
export async function settleAll(rounds: readonly Round[], input: ApplyInput): Promise<ExoError[]> {
  const settled = await Promise.all(
    rounds.map(async ({ part, plan }) =>
      (await settleUnchanged(part, plan, input)).map((one) => inPart(part, one)),
    ),
  );
  return settled.flat();
}

async function settleUnchanged({ deps }: Part, plan: Plan, input: ApplyInput): Promise<readonly ExoError[]> {
  const client = await deps.client();
  const changing = plan.entries.filter(
    ({ action, actual }) => action === 'none' && actual?.id !== undefined && isChanging(actual.state),
  );
  const beganAt = deps.clock.now();
  const { failures } = await each(changing, ({ zone, name, actual, desired }) => {
    const target = { zone: client.in(zone), id: actual?.id ?? '', name, size: desired.replicas };
    return watchChange(deps, scaling(target), input);
  });
  return (await each(failures, (error) => whyItFailed(deps, error, beganAt))).results;
}
