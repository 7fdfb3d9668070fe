import type { Problem } from '../../desired/file/source.js';
import { createRequest } from '../../desired/plan/plan-steps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { type ExoError, failureOf } from '../../errors.js';
import { type Offers, offersBeside, offersOf } from '../deployment/create/offers.js';
import { allOf } from '../lib/each.js';
import { inPart, type Part, planOf } from './accounts.js';

/** A plan whose creations were checked. */
export interface Checked {
  /** Without the requests that would be refused. `apply` sends all others. */
  plan: Plan;
  /** The errors with which `apply` would fail to create deployments now. */
  refused: ExoError[];
  /** What it would fail to create later, once replicas are wanted. */
  later: Problem[];
}

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
  const results = await allOf(deps.io, missing, async ({ zone: place, name, deployment, steps }) => {
    const zone = (await deps.client()).in(place);
    const check = offersBeside(
      deps,
      zone,
      createRequest(deployment, 1),
      `create deployment ${name}`,
      cached(offers, place, () => offersOf(zone)),
    );
    const error = await check().then(() => undefined, failureOf);
    return error ? [{ place, name, steps, error: inPart(part, error) }] : [];
  });
  const refusals = results.flat();
  const refusedSteps = refusals.flatMap(({ steps }) => steps);
  return {
    part,
    plan: { ...plan, steps: plan.steps.filter((step) => !refusedSteps.includes(step)) },
    refused: refusals.flatMap(({ steps, error }) => (steps.length > 0 ? [error] : [])),
    later: refusals
      .filter(({ steps }) => steps.length === 0)
      .flatMap(({ place, name, error: { message } }) =>
        desired.file.deployments
          .filter((one) => one.zone === place && one.name === name)
          .map(({ source }) => ({ ...source, path: '', message: `${message}; it is not needed yet` })),
      ),
  };
}
