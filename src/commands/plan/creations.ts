import type { Problem } from '../../desired/file/source.js';
import { withStuck } from '../../desired/plan/plan-quota.js';
import { createRequest } from '../../desired/plan/plan-steps.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { type ExoError, failureOf } from '../../errors.js';
import { type Offers, offersBeside, offersOf } from '../deployment/create/offers.js';
import { allOf } from '../lib/each.js';
import { inPart, type Part, planOf } from './accounts.js';

/** A plan whose creations were checked. */
export interface Checked {
  /** Without the creations that would be refused, and without their GPUs. `apply` sends all other requests. */
  plan: Plan;
  /** The errors with which `apply` would fail to create deployments now. */
  refused: ExoError[];
  /** What it would fail to create later, once replicas are wanted. */
  later: Problem[];
}

/** A plan whose creations are not checked. */
export const unchecked = (plan: Plan): Checked => ({ plan, refused: [], later: [] });

/**
 * Checks that the zones have the GPU type, model and engine parameters of every deployment that does not exist. Nothing
 * is changed.
 * @returns the plans of all parts as one
 */
export async function checkCreations(parts: readonly { part: Part; plan: Plan }[]): Promise<Checked> {
  const checked = await Promise.all(parts.map(checkPart));
  return {
    plan: planOf(checked),
    refused: checked.flatMap(({ refused }) => refused),
    later: checked.flatMap(({ later }) => later),
  };
}

async function checkPart({ part, plan }: { part: Part; plan: Plan }): Promise<Checked & { part: Part }> {
  const { deps, desired } = part;
  const offers = new Map<string, Offers>();
  const missing = plan.entries.filter(({ action }) => action === 'create' || action === 'absent');
  const results = await allOf(deps.io, missing, async (entry) => {
    const { zone: place, name, deployment } = entry;
    const zone = (await deps.client()).in(place);
    const check = offersBeside(
      deps,
      zone,
      createRequest(deployment, 1),
      `create deployment ${name}`,
      cached(offers, place, () => offersOf(zone)),
    );
    const error = await check().then(() => undefined, failureOf);
    return error ? [{ entry, error: inPart(part, error) }] : [];
  });
  const refusals = results.flat();
  const now = refusals.filter(({ entry }) => entry.action === 'create');
  return {
    part,
    plan: without(
      plan,
      now.map(({ entry }) => entry),
    ),
    refused: now.map(({ error }) => error),
    later: refusals
      .filter(({ entry }) => entry.action === 'absent')
      .flatMap(({ entry: { zone, name }, error: { message } }) =>
        desired.file.deployments
          .filter((one) => one.zone === zone && one.name === name)
          .map(({ source }) => ({ ...source, path: '', message: `${message}; it is not needed yet` })),
      ),
  };
}

/** The plan if some of its deployments are not created. */
function without(plan: Plan, refused: readonly PlanEntry[]): Plan {
  const steps = refused.flatMap((entry) => entry.steps);
  return {
    ...withStuck(plan, refused),
    entries: plan.entries.map((entry) =>
      refused.includes(entry)
        ? { ...entry, steps: [], gpus: { ...entry.gpus, after: entry.gpus.now } }
        : entry,
    ),
    steps: plan.steps.filter((step) => !steps.includes(step)),
  };
}
