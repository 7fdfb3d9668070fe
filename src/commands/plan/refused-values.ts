import type { Problem } from '../../desired/file/source.js';
import { withStuck } from '../../desired/plan/plan-quota.js';
import { createRequest, freesGpus } from '../../desired/plan/plan-steps.js';
import type { Plan, PlanEntry, Step } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { type ExoError, failureOf } from '../../errors.js';
import {
  type Offers,
  offersBeside,
  offersOf,
  type Wanted,
  wantedByUpdate,
} from '../deployment/create/offers.js';
import { subjectOf } from '../deployment/find.js';
import { allOf } from '../lib/each.js';
import { inPart, type Part } from './accounts.js';
import { planOf } from './plan-parts.js';

/** A plan whose creations and updates were checked. */
export interface Checked {
  /**
   * Without the requests that would be refused, the later ones of the same deployments, and their GPUs. `apply` sends
   * all other requests.
   */
  plan: Plan;
  /** The errors with which `apply` would fail to create or update deployments now. */
  refused: ExoError[];
  /** What it would fail to create later, once replicas are wanted; what was not checked, and models not ready yet. */
  doubts: Problem[];
}

/** A plan whose creations and updates are not checked. */
export const unchecked = (plan: Plan): Checked => ({ plan, refused: [], doubts: [] });

/**
 * Checks that the zones have the GPU type, model and engine parameters of every deployment that does not exist, and the
 * engine version and parameters of every update. Nothing is changed.
 * @returns the plans of all parts as one
 */
export async function checkValues(parts: readonly { part: Part; plan: Plan }[]): Promise<Checked> {
  const checked = await Promise.all(parts.map(checkPart));
  return {
    plan: planOf(checked),
    refused: checked.flatMap(({ refused }) => refused),
    doubts: checked.flatMap(({ doubts }) => doubts),
  };
}

async function checkPart({ part, plan }: { part: Part; plan: Plan }): Promise<Checked & { part: Part }> {
  const { deps, desired } = part;
  const offers = new Map<string, Offers>();
  const asked = plan.entries.flatMap((entry) => {
    const request = requestOf(entry);
    return request ? [{ entry, ...request }] : [];
  });
  const results = await allOf(deps.io, asked, async ({ entry, wanted, verb }) => {
    const { zone: place, name } = entry;
    const zone = (await deps.client()).in(place);
    const offered = cached(offers, place, () => offersOf(zone, true));
    const check = offersBeside(deps, offered, wanted, `${verb} ${subjectOf(name)}`);
    try {
      const { models, unread } = await check();
      const doubts = unread === undefined ? [] : [`${subjectOf(name)} was not checked against ${unread}`];
      const creation = entry.steps.find((step) => step.kind === 'create');
      if (!creation || !models) return { entry, doubts };
      const { doubtsOf } = await import('../deployment/create/doubts.js');
      return { entry, doubts: [...doubts, ...doubtsOf(creation.request, models, place)] };
    } catch (error) {
      const refusal = inPart(part, failureOf(error));
      if (entry.action !== 'absent') return { entry, refusal, doubts: [] };
      return { entry, doubts: [`${refusal.message}; it is not needed yet`] };
    }
  });
  const refused = results.filter(({ refusal }) => refusal !== undefined);
  return {
    part,
    plan: without(
      plan,
      refused.map(({ entry }) => entry),
    ),
    refused: refused.flatMap(({ refusal }) => refusal ?? []),
    doubts: results.flatMap(({ entry: { zone, name }, doubts }) =>
      doubts.flatMap((message) =>
        desired.file.deployments
          .filter((one) => one.zone === zone && one.name === name)
          .map(({ source }) => ({ ...source, path: '', message })),
      ),
    ),
  };
}

/** The values to check of a deployment; undefined if none of its requests has any. */
function requestOf({ action, deployment, steps }: PlanEntry): { wanted: Wanted; verb: string } | undefined {
  if (action === 'create' || action === 'absent')
    return { wanted: createRequest(deployment, 1), verb: 'create' };
  const update = steps.find((step) => step.kind === 'update');
  return update && { wanted: wantedByUpdate(update.actual, update.changes), verb: 'update' };
}

/** The plan without some creations and updates. What frees GPUs is sent before an update, and so is still done. */
function without(plan: Plan, refused: readonly PlanEntry[]): Plan {
  const isSent = (step: Step) => step.kind === 'scale' && freesGpus(step);
  const stuck = refused.filter(({ steps }) => !steps.some(isSent));
  const gone = refused.flatMap(({ steps }) => steps.filter((step) => !isSent(step)));
  const left = (steps: readonly Step[]) => steps.filter((step) => !gone.includes(step));
  return {
    ...withStuck(plan, stuck),
    entries: plan.entries.map((entry) => ({
      ...entry,
      steps: left(entry.steps),
      gpus: stuck.includes(entry) ? { ...entry.gpus, after: entry.gpus.now } : entry.gpus,
    })),
    steps: left(plan.steps),
  };
}
