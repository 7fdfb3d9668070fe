import type { Problem } from '../../desired/file/source.js';
import { createRequest } from '../../desired/plan/plan-steps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { type ExoError, failureOf } from '../../errors.js';
import { type Offers, offersBeside, offersOf } from '../deployment/create/offers.js';
import { each } from '../lib/each.js';
import { inPart, type Part } from './accounts.js';

/** The errors of creations that the service would refuse. */
export interface Refused {
  /** Those with which `apply` would fail now. It changes the other deployments nevertheless. */
  now: ExoError[];
  /** Problems of the file: those with which `apply` would fail later, once replicas are wanted. */
  later: Problem[];
}

/**
 * Checks that the zones of a plan have the GPU type, model and engine parameters of every deployment that does not
 * exist. Nothing is changed.
 */
export async function refusedCreations(part: Part, { entries }: Plan): Promise<Refused> {
  const { deps, desired } = part;
  const offers = new Map<string, Offers>();
  const missing = entries.filter(({ action }) => action === 'create' || action === 'absent');
  const { results, failures } = await each(missing, async ({ zone: place, name, deployment, action }) => {
    const zone = (await deps.client()).in(place);
    const check = offersBeside(
      deps,
      zone,
      createRequest(deployment, 1),
      `create deployment ${name}`,
      cached(offers, place, () => offersOf(zone)),
    );
    try {
      await check();
      return [];
    } catch (error) {
      const { message } = failureOf(error);
      // One that is created now is refused, as `apply` would refuse it.
      if (action === 'create') throw error;
      const written = desired.file.deployments.filter((one) => one.zone === place && one.name === name);
      return written.map(({ source }) => ({
        ...source,
        path: '',
        message: `${message}; it is not needed yet`,
      }));
    }
  });
  return { now: failures.map((error) => inPart(part, error)), later: results.flat() };
}
