import { plural } from '../../domain/counts.js';
import { isChanging } from '../../domain/deployment-state.js';
import { totalGpus } from '../../domain/gpus.js';
import { commandFor } from '../../domain/shell-words.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { DesiredDeployment } from '../file/file-schema.js';
import { nextChange } from '../schedule/schedule-changes.js';
import { replicasFor } from '../schedule/standing.js';
import { idleFor } from './plan-logs.js';
import { ambiguousRefusal, immutableRefusals, NO_ID } from './plan-refusals.js';
import { createRequest, stepsFor } from './plan-steps.js';
import type { Known, PlanEntry, Refusal } from './plan-types.js';

/**
 * The plan for one deployment of the file.
 * @param matches the organization's deployments of its name in its zone; undefined if the zone did not answer
 * @param taken the names in use in its zone, in the file or by the service
 */
export function planEntry(
  deployment: DesiredDeployment,
  matches: readonly Deployment[] | undefined,
  taken: ReadonlySet<string>,
  at: Date,
  known: Known,
): PlanEntry {
  const { zone, name } = deployment;
  const family = deployment['gpu-type'];
  const [actual] = matches ?? [];
  const entry: PlanEntry = {
    zone,
    name,
    deployment,
    desired: desiredFor(deployment, actual, at, known),
    next: nextChange(deployment, at),
    action: 'none',
    gpus: { family, now: 0, after: 0 },
    steps: [],
    refusals: [],
    notes: [],
  };
  if (matches === undefined) {
    const notes = [`zone ${zone} did not answer: its deployments are not known, nothing is sent`];
    return { ...entry, action: 'unknown', unseen: 'its zone did not answer', notes };
  }
  if (actual === undefined && known.mayExist) {
    // Neither that it is missing nor that it has zero replicas is known.
    const unseen = 'no list shows it, but it may exist';
    return { ...entry, action: 'unknown', unseen, notes: [`${unseen}: nothing is sent`] };
  }
  if (actual === undefined) return planMissing(entry);
  if (matches.length > 1) {
    const now = matches.reduce((sum, one) => sum + gpusOf(one, deployment), 0);
    const refusals = [ambiguousRefusal(deployment, matches)];
    return { ...entry, action: 'refused', gpus: { family, now, after: now }, refusals };
  }
  return planExisting(entry, actual, taken);
}

/** The desired replicas, by the schedule; of an existing deployment by its logs, if these decide. */
function desiredFor(
  deployment: DesiredDeployment,
  actual: Deployment | undefined,
  at: Date,
  { lastRun, load, idleSince }: Known,
): PlanEntry['desired'] {
  const scheduled = replicasFor(deployment, at, { replicas: actual ? actual.replicas : 0, lastRun });
  if (!actual) return scheduled;
  const { why } = scheduled;
  if (load) {
    const { to } = load.decision;
    const stays = to === undefined || to === actual.replicas;
    return { replicas: to ?? actual.replicas ?? 0, why, load, ...(stays ? { left: true } : {}) };
  }
  const idle = idleFor(deployment, scheduled, actual, { at, lastRun, since: idleSince });
  return idle ? { replicas: 0, why, idle, ...(idle.kind === 'asleep' ? { left: true } : {}) } : scheduled;
}

function planMissing(entry: PlanEntry): PlanEntry {
  const { deployment, zone, name } = entry;
  const { replicas } = entry.desired;
  if (replicas === 0) {
    const notes = ['does not exist, and zero replicas are desired: apply creates it once more are desired'];
    return { ...entry, action: 'absent', notes };
  }
  const request = createRequest(deployment, replicas);
  return {
    ...entry,
    action: 'create',
    gpus: { ...entry.gpus, after: totalGpus(deployment['gpu-count'], replicas) },
    steps: [{ kind: 'create', zone, name, request }],
  };
}

function planExisting(entry: PlanEntry, actual: Deployment, taken: ReadonlySet<string>): PlanEntry {
  const { deployment, desired } = entry;
  const family = actual['gpu-type'] ?? deployment['gpu-type'];
  const now = gpusOf(actual, deployment);
  const steps = stepsFor(entry, actual);
  const refusals: Refusal[] = immutableRefusals(deployment, actual, taken);
  if (actual.id === undefined && steps.length > 0) refusals.push(NO_ID);
  const notes = notesOn(entry, actual);
  if (refusals.length > 0) {
    const gpus = { family, now, after: now };
    return { ...entry, action: 'refused', actual, gpus, refusals, notes };
  }
  const after = totalGpus(actual['gpu-count'] ?? deployment['gpu-count'], desired.replicas);
  const action = steps.length > 0 ? 'change' : 'none';
  return { ...entry, action, actual, gpus: { family, now, after }, steps, notes };
}

/**
 * The GPUs that a deployment takes. If the service does not report them, the GPU count is taken from the file, and
 * replicas count as 0.
 */
function gpusOf(actual: Deployment, deployment: DesiredDeployment): number {
  return totalGpus(actual['gpu-count'] ?? deployment['gpu-count'], actual.replicas ?? 0);
}

function notesOn({ zone, name, desired }: PlanEntry, { state, replicas }: Deployment): string[] {
  const notes: string[] = [];
  if (replicas === undefined) notes.push('the service does not say how many replicas it has');
  if (isChanging(state)) {
    notes.push(
      replicas === desired.replicas
        ? `${state}: a change to ${plural(desired.replicas, 'replica')} is under way`
        : `${state}: a change is under way; the service may refuse another until it has ended, then the next run does it`,
    );
  }
  if (state === 'error') notes.push(`its state is error; see why: ${commandFor('explain', name, zone)}`);
  return notes;
}
