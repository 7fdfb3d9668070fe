import { cached } from '../../domain/cached.js';
import { isChanging, isOwn } from '../../domain/deployment-state.js';
import { totalGpus } from '../../domain/gpus.js';
import { byName } from '../../domain/order.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { Quota } from '../../schemas/organization.js';
import type { DesiredDeployment } from '../file/file-schema.js';
import { formatMoment } from '../schedule/schedule-time.js';
import { planEntry } from './plan-entry.js';
import { planFamilies } from './plan-quota.js';
import { orderSteps } from './plan-steps.js';
import type { ChangedOutside, Known, LastSet, Plan, PlanEntry, Prunable, Step } from './plan-types.js';

export interface PlanInput {
  desired: readonly DesiredDeployment[];
  /** The other deployments of the file, if only a part of it is planned; nothing is done with them. */
  others?: readonly Pick<DesiredDeployment, 'zone' | 'name'>[] | undefined;
  /**
   * Every zone that the file names, see `InferenceFile.zones`: there, deployments are looked for that the file does not
   * name.
   */
  zones: readonly string[];
  /**
   * The existing deployments by zone; a zone that did not answer is absent. Deployments for which `needsDetails` holds
   * must come from `get-deployment`: the list has no engine parameters and no engine version, which would read as none.
   */
  actual: ReadonlyMap<string, readonly Deployment[]>;
  /** The organization's quotas, as `list-quotas` answers. */
  quotas: readonly Quota[];
  at: Date;
  /** What is known of a deployment beside its present state. */
  known?(deployment: Pick<DesiredDeployment, 'zone' | 'name'>): Known;
  /** Delete what the file does not name. Nothing is ever deleted without it. */
  prune?: boolean | undefined;
}

/**
 * Compares the present state with the desired one at a moment, and lists the steps between them. Only the present state
 * counts, never what was sent before: the next run makes up for a missed one, and a plan for a state that is right has
 * no steps.
 *
 * Nothing is refused here: a caller that sends the steps must refuse first if an entry is `refused` (exit 2) or a
 * family is `short` (exit 6). Deployments outside the file are listed, and deleted only with `prune`.
 */
export function planDeployments(input: PlanInput): Plan {
  const { actual, at, desired } = input;
  const named = new Map<string, Set<string>>();
  for (const { zone, name } of [...desired, ...(input.others ?? [])])
    cached(named, zone, () => new Set()).add(name);
  // Both are made once for each zone, because a file may have thousands of deployments.
  const ownIn = new Map<string, Map<string, Deployment[]>>();
  const takenIn = new Map<string, Set<string>>();
  const entries = desired.map((deployment) => {
    const { zone, name } = deployment;
    const existing = actual.get(zone);
    const own = cached(ownIn, zone, () => ownByName(existing ?? []));
    const taken = cached(
      takenIn,
      zone,
      () => new Set([...(named.get(zone) ?? []), ...(existing ?? []).map((one) => one.name)]),
    );
    const matches = existing && (own.get(name) ?? []);
    const known = input.known?.(deployment) ?? {};
    const entry = withLeft(planEntry(deployment, matches, taken, at, known), known.leftIn);
    return withOutside(entry, existing ?? [], known.lastSet);
  });
  const prunable = prunableOf(input, named);
  const deleted = prunable.filter(({ id }) => input.prune && id !== undefined);
  const deletions = deleted.map(({ zone, name, id = '' }): Step => ({ kind: 'delete', zone, name, id }));
  return {
    at,
    entries,
    steps: orderSteps([...entries.flatMap(({ steps }) => steps), ...deletions]),
    families: planFamilies(entries, deleted, input.quotas),
    prunable,
  };
}

/** The organization's own deployments by their names. */
function ownByName(existing: readonly Deployment[]): Map<string, Deployment[]> {
  const own = new Map<string, Deployment[]>();
  for (const one of existing) if (isOwn(one)) cached(own, one.name, () => []).push(one);
  return own;
}

/** Adds where a deployment was before its zone was changed in the file, because it runs on there. */
function withLeft(entry: PlanEntry, leftIn: Known['leftIn'] = []): PlanEntry {
  if (leftIn.length === 0) return entry;
  const note = `an earlier apply here had it in ${leftIn.join(', ')}, where the file does not name it any more: what runs there goes on`;
  return { ...entry, leftIn, notes: [...entry.notes, note] };
}

/**
 * Adds what somebody else has changed, to tell it from what the schedule changes. Nothing is known of a zone that did
 * not answer.
 */
function withOutside(
  entry: PlanEntry,
  existing: readonly Deployment[],
  last: LastSet | undefined,
): PlanEntry {
  const isKnown = entry.action !== 'unknown' && (entry.actual !== undefined || entry.action !== 'refused');
  const outside = isKnown ? changedOutside(entry.actual, existing, last) : undefined;
  if (outside === undefined) return entry;
  const since = formatMoment(outside.since, entry.deployment.timezone);
  const note = `changed outside: ${outsideText(outside)}, since the last apply here (${since})`;
  return { ...entry, outside, notes: [...entry.notes, note] };
}

/**
 * What somebody else has changed since the last run here: the deployment has neither the number of replicas that the
 * run gave it, nor one that a later run requested. undefined if nothing, during a change, or if the number is not
 * known.
 */
function changedOutside(
  actual: Deployment | undefined,
  existing: readonly Deployment[],
  last: LastSet | undefined,
): ChangedOutside | undefined {
  if (last === undefined || (actual && isChanging(actual.state))) return undefined;
  if (actual !== undefined && actual.replicas === undefined) return undefined;
  const now = actual?.replicas ?? 0;
  if (now === last.replicas || now === last.sent) return undefined;
  const { replicas: from, at: since, id } = last;
  if (actual !== undefined) return { from, to: now, since };
  const renamedTo = id === undefined ? undefined : existing.find((one) => one.id === id)?.name;
  return { from, renamedTo, since };
}

/** `1 → 2`, `1 → gone`, `1 → renamed to chat` */
export function outsideText({ from, to, renamedTo }: ChangedOutside): string {
  return `${from} → ${to ?? (renamedTo === undefined ? 'gone' : `renamed to ${renamedTo}`)}`;
}

/** The organization's own deployments in the file's zones that the file does not name, by zone and name. */
function prunableOf(input: PlanInput, named: ReadonlyMap<string, ReadonlySet<string>>): Prunable[] {
  const zones = new Set([...input.zones, ...input.desired.map(({ zone }) => zone)]);
  return [...zones].flatMap((zone) =>
    (input.actual.get(zone) ?? [])
      .filter((deployment) => isOwn(deployment) && !named.get(zone)?.has(deployment.name))
      .map((deployment) => {
        const { name, id, 'gpu-count': gpuCount = 0, replicas = 0 } = deployment;
        // Numbers that the service does not report count as 0.
        return { zone, name, id, deployment, gpus: totalGpus(gpuCount, replicas) };
      })
      .sort(byName),
  );
}
