import { cached } from '../../domain/cached.js';
import { isOwn } from '../../domain/deployment-state.js';
import { totalGpus } from '../../domain/gpus.js';
import { byName } from '../../domain/order.js';
import { formatMoment } from '../schedule/schedule-time.js';
import { changedOutside, type LastSet, outsideText } from './plan-drift.js';
import { planEntry } from './plan-entry.js';
import { planFamilies } from './plan-quota.js';
import { orderSteps } from './plan-steps.js';
import type { Plan, PlanEntry, PlanInput, Prunable, Step } from './plan-types.js';

/**
 * What is, what should be at a moment, and the steps from one to the other. Level-triggered: only what is counts, never
 * what was sent before, so a missed run is made up for by the next, and a plan for a state that is right has no steps.
 *
 * Nothing is judged here: a caller that sends the steps first refuses when an entry is `refused` (exit 2) and when a
 * family is `short` (exit 6). Deployments outside the file are listed, and deleted only with `prune`.
 */
export function planDeployments(input: PlanInput): Plan {
  const { actual, at, desired } = input;
  const named = namesByZone([...desired, ...(input.others ?? [])]);
  const entries = desired.map((deployment) => {
    const there = actual.get(deployment.zone);
    const taken = new Set([...(named.get(deployment.zone) ?? []), ...(there ?? []).map(({ name }) => name)]);
    const known = input.known?.(deployment) ?? {};
    return withOutside(planEntry(deployment, there, taken, at, known), known.lastSet);
  });
  const prunable = prunableOf(input, named);
  const deletions: Step[] = input.prune
    ? prunable.flatMap(({ zone, name, id }) => (id === undefined ? [] : [{ kind: 'delete', zone, name, id }]))
    : [];
  const deleted = input.prune ? prunable.filter(({ id }) => id !== undefined) : [];
  return {
    at,
    entries,
    steps: orderSteps([...entries.flatMap(({ steps }) => steps), ...deletions]),
    families: planFamilies(entries, deleted, input.quotas),
    prunable,
  };
}

/** Tells what somebody else has changed from what the schedule changes. Nothing is known of what did not answer. */
function withOutside(entry: PlanEntry, last: LastSet | undefined): PlanEntry {
  const isKnown = entry.action !== 'unknown' && (entry.actual !== undefined || entry.action !== 'refused');
  const outside = isKnown ? changedOutside(entry.actual, last) : undefined;
  if (outside === undefined) return entry;
  const since = formatMoment(outside.since, entry.deployment.timezone);
  const note = `changed outside: ${outsideText(outside)}, since the last apply here (${since})`;
  return { ...entry, outside, notes: [...entry.notes, note] };
}

function namesByZone(desired: readonly { zone: string; name: string }[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { zone, name } of desired) cached(names, zone, () => new Set()).add(name);
  return names;
}

/** The organization's own deployments in the file's zones that the file does not name, by zone and name. */
function prunableOf(input: PlanInput, named: ReadonlyMap<string, ReadonlySet<string>>): Prunable[] {
  const zones = new Set([...input.zones, ...input.desired.map(({ zone }) => zone)]);
  return [...zones].flatMap((zone) =>
    (input.actual.get(zone) ?? [])
      .filter((deployment) => isOwn(deployment) && !named.get(zone)?.has(deployment.name))
      .map((deployment) => {
        const { name, id, 'gpu-count': gpuCount = 0, replicas = 0 } = deployment;
        // What the service does not say counts as none.
        return { zone, name, id, deployment, gpus: totalGpus(gpuCount, replicas) };
      })
      .sort(byName),
  );
}
