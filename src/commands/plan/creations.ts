import type { Plan } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import type { ExoError } from '../../errors.js';
import { type Offers, offersBeside, offersOf } from '../deployment/create/offers.js';
import { each } from '../lib/each.js';
import { inPart, type Part } from './accounts.js';

/**
 * The errors with which `apply` would fail to create deployments of the plan: their zones lack the GPU type, the model
 * or the engine parameter. Such a deployment does not keep `apply` from changing the others, so the plan stays as it is.
 */
export async function refusedCreations(part: Part, { steps }: Plan): Promise<ExoError[]> {
  const { deps } = part;
  const creations = steps.filter((step) => step.kind === 'create');
  const offers = new Map<string, Offers>();
  const { failures } = await each(creations, async ({ zone: place, name, request }) => {
    const zone = (await deps.client()).in(place);
    const offered = cached(offers, place, () => offersOf(zone));
    await offersBeside(deps, zone, request, `create deployment ${name}`, offered)();
  });
  return failures.map((error) => inPart(part, error));
}
