import { outsideText } from '../../desired/plan/plan-drift.js';
import { describeDesired, logText } from '../../desired/plan/plan-load.js';
import type { Plan, PlanEntry, Step } from '../../desired/plan/plan-types.js';
import { gpus, plural } from '../../domain/gpus.js';
import { commandLine } from '../../domain/shell-words.js';
import { type ExoError, isInterruption } from '../../errors.js';
import type { ApplyRow } from '../../output/views/apply.js';
import { inErrorBecause } from '../deployment/watch/watch-errors.js';
import { describeStep, sizeOf } from '../plan/steps.js';
import type { Outcome } from './carry-out.js';

/** What became of every deployment of the plan, in the file's order, deleted ones last. */
export function rowsOf(plan: Plan, outcomes: readonly Outcome[]): ApplyRow[] {
  const left = new Set(outcomes);
  const rows = plan.entries.map((entry): ApplyRow => {
    const { zone, name, desired } = entry;
    const outcome = outcomes.find((one) => one.zone === zone && one.name === name && !isDeletion(one));
    if (outcome) left.delete(outcome);
    return { ...rowOf(zone, name, outcome, entry), desired: desired.replicas, ...sizes(entry, outcome) };
  });
  return [...rows, ...[...left].map((outcome) => rowOfDeleted(plan, outcome))];
}

/** How many replicas there were, and are or have been asked for; and who else has changed them. */
function sizes({ actual, outside }: PlanEntry, outcome: Outcome | undefined) {
  const before = actual?.replicas;
  const taken = [...(outcome?.done ?? []), ...(outcome?.pending ? [outcome.pending.step] : [])];
  const after = taken.map(sizeOf).findLast((size) => size !== undefined) ?? before;
  return { before, after, outside: outside && `${outside.from} → ${outside.to ?? 'gone'}` };
}

function rowOfDeleted({ prunable }: Plan, outcome: Outcome): ApplyRow {
  const { zone, name, failed } = outcome;
  const ids = [...outcome.done, outcome.pending?.step, failed?.step].map(
    (step) => step?.kind === 'delete' && step.id,
  );
  const doomed = prunable.find(({ id }) => id !== undefined && ids.includes(id));
  const account = doomed?.account;
  const before = doomed?.deployment.replicas;
  return { ...rowOf(zone, name, outcome, undefined), account, before, after: failed ? before : 0 };
}

const isDeletion = ({ done, pending, failed }: Outcome) =>
  [...done, pending?.step, failed?.step].some((step) => step?.kind === 'delete');

function rowOf(
  zone: string,
  name: string,
  outcome: Outcome | undefined,
  entry: PlanEntry | undefined,
): ApplyRow {
  const reason = entry ? describeDesired(entry.desired, entry.deployment.timezone) : '--prune';
  const { operationId } = outcome ?? {};
  const account = entry?.deployment.account;
  const row = { zone, name, account, done: outcome?.done.map(doneWords) ?? [], reason, operationId };
  if (outcome?.failed) {
    const { error } = outcome.failed;
    return { ...row, result: isInterruption(error) ? 'interrupted' : 'failed', error: error.message };
  }
  if (outcome?.pending) {
    const { step, operation } = outcome.pending;
    return { ...row, result: 'pending', pending: { what: describeStep(step), operationId: operation.id } };
  }
  if (outcome) return { ...row, result: 'changed' };
  const broken = entry && brokenError(entry);
  if (broken) return { ...row, result: 'failed', error: broken.message };
  if (entry?.action === 'absent' || entry?.action === 'unknown') return { ...row, result: entry.action };
  return { ...row, result: 'unchanged' };
}

/** What was done: `created with 2 replicas`, `scaled 1 → 3`. */
function doneWords(step: Step): string {
  return describeStep(step).replace(/^\w+/, (verb) => `${verb}d`);
}

/** ` (idle since Thu 2026-11-26 11:03 Europe/Vienna, 2 GPUs saved)`: why the logs have it so. */
function byLogs({ desired, deployment, gpus: { now, after } }: PlanEntry): string {
  const said = logText(desired, deployment.timezone);
  const saved = desired.idle?.kind === 'idle' && now > after ? `, ${gpus(now - after)} saved` : '';
  return said === undefined ? '' : ` (${said}${saved})`;
}

/** A line for people: `my-app in at-vie-2: scaled 1 → 3`. */
export function lineOf(row: ApplyRow, plan: Plan): string {
  const entry = plan.entries.find(({ zone, name }) => zone === row.zone && name === row.name);
  const wanted = entry
    ? `${plural(entry.desired.replicas, 'replica')} (${describeDesired(entry.desired, entry.deployment.timezone)})`
    : '';
  const outside = entry?.outside ? ` (${outsideText(entry.outside)})` : '';
  const said: Record<ApplyRow['result'], string> = {
    changed: `${row.done.join(', ')}${outside}${entry ? byLogs(entry) : ''}`,
    pending: [
      ...row.done,
      `${row.pending?.what} is under way${outside}; wait for it with: exo-di operation wait ${row.pending?.operationId} -z ${row.zone}`,
    ].join(', '),
    failed: [...row.done, 'failed'].join(', '),
    interrupted: [...row.done, 'interrupted'].join(', '),
    unchanged: `unchanged, ${wanted}${outside}`,
    absent: `does not exist and is not needed now: ${wanted}`,
    unknown: 'its zone did not answer, nothing was sent',
  };
  const account = row.account === undefined ? '' : ` (account ${row.account})`;
  return `${row.name} in ${row.zone}${account}: ${said[row.result]}`;
}

/**
 * The failure of a deployment that has the right size and serves nothing, because its state is error: no request
 * mends it, and staying silent would make it look well.
 */
export function brokenError({ zone, name, actual, action, desired }: PlanEntry): ExoError | undefined {
  if (action !== 'none' || actual?.state !== 'error' || desired.replicas === 0) return undefined;
  const error = inErrorBecause(name, zone, actual, 'it is left as it is');
  const remove = commandLine('deployment delete', [name], ['-z', zone]);
  return error.retold({ hint: `${error.hint}\nto make it anew, delete it and apply again: ${remove}` });
}
