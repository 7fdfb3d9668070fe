import { outsideText } from '../../desired/plan/plan.js';
import { describeDesired, logText } from '../../desired/plan/plan-logs.js';
import type { PlanEntry } from '../../desired/plan/plan-types.js';
import { plural } from '../../domain/counts.js';
import { gpus } from '../../domain/gpus.js';
import { commandFor, commandLine } from '../../domain/shell-words.js';
import { type ExoError, isInterruption } from '../../errors.js';
import type { ApplyResult, ApplyRow } from '../../output/views/apply.js';
import { inErrorBecause } from '../deployment/watch/watch-errors.js';
import { seeHowFar, waitForIt } from '../lib/follow.js';
import { toldIn } from '../plan/accounts.js';
import { tooFew } from '../plan/refuse.js';
import { describeStep, sizeOf } from '../plan/steps.js';
import type { Round } from './bring.js';
import { goingOn, type Outcome, outcomeOf } from './carry-out.js';

/** A row for output as data, with the line that is printed as text: `my-app in at-vie-2: scaled 1 → 3`. */
export type Told = ApplyRow & { line: string };

/** The results of all deployments of an account's plan: those of the file in its order, then the deleted ones. */
export function rowsOf({ part, plan, outcomes }: Round): Told[] {
  const { account } = part;
  const told = toldIn(part);
  const rows = plan.entries.map((entry): Told => {
    const { zone, name, desired, deployment, actual, action, outside } = entry;
    const outcome = outcomeOf(outcomes, entry);
    // 0 if the deployment does not exist; undefined if the service did not tell.
    const before = actual || action === 'unknown' ? actual?.replicas : 0;
    const row = {
      ...endOf(outcome, entry),
      zone,
      name,
      account,
      before,
      desired: desired.replicas,
      reason: describeDesired(desired, deployment.timezone),
      after: outcome ? leftBy(outcome, before) : before,
      outside: outside && outsideText(outside),
    };
    return { ...row, line: told(lineOf(row, byLogs(entry))) };
  });
  const deleted = outcomes.flatMap((outcome): Told[] => {
    const { zone, name, failed, steps } = outcome;
    // A deletion is the only step of its deployment.
    const [step] = steps;
    if (step?.kind !== 'delete') return [];
    const before = plan.prunable.find(({ id }) => id === step.id)?.deployment.replicas;
    const row = {
      ...endOf(outcome),
      zone,
      name,
      account,
      reason: '--prune',
      before,
      after: failed ? before : 0,
    };
    return [{ ...row, line: told(lineOf(row)) }];
  });
  return [...rows, ...deleted];
}

/** The replicas that a run has left or asked for; undefined where nobody can tell. @param before without a change */
function leftBy({ done, pending, failed }: Outcome, before: number | undefined): number | undefined {
  const asked = failed && sizeOf(failed.step);
  if (failed && asked !== undefined) {
    const { kind, code } = failed.error;
    // The service may have undone the change, or not.
    if (kind === 'operation-failed' || code === 'outcome-unknown') return undefined;
    if (goingOn(failed.error) !== undefined) return asked;
  }
  const sizes = [...done, pending?.step].map((step) => step && sizeOf(step));
  return sizes.findLast((size) => size !== undefined) ?? before;
}

/** The row for a change that an earlier row showed as under way, and that has succeeded since. */
export function endedRow({ part }: Round, { pending, ...row }: ApplyRow): Told {
  const done = [...row.done, ...(pending ? [inThePast(pending.what)] : [])];
  const ended = { ...row, done, result: 'changed' } as const;
  return { ...ended, line: toldIn(part)(lineOf(ended)) };
}

/** The row of a deployment that was as the file says, after the wait for its change has failed. */
export function failedRow({ part }: Round, { line: _, ...row }: Told, error: ExoError): Told {
  const failed = { ...row, result: failureResult(error), error: error.message };
  return { ...failed, line: toldIn(part)(lineOf(failed)) };
}

const failureResult = (error: ExoError): ApplyResult => (isInterruption(error) ? 'interrupted' : 'failed');

/** How the steps of a deployment have ended; if there were none, how the deployment was found. */
function endOf(
  outcome: Outcome | undefined,
  entry?: PlanEntry,
): Pick<ApplyRow, 'result' | 'done' | 'operationId' | 'pending' | 'error'> {
  const { failed, pending, operationId } = outcome ?? {};
  const row = { done: outcome?.done.map((step) => inThePast(describeStep(step))) ?? [], operationId };
  const error = failed?.error ?? (outcome ? undefined : entry && unmetError(entry));
  if (error) return { ...row, result: failureResult(error), error: error.message };
  if (pending) {
    const pendingRow = { ...row, result: 'pending' as const };
    const what = describeStep(pending.step);
    if ('refused' in pending)
      return { ...pendingRow, pending: { what, isRefused: true }, error: pending.refused.message };
    return { ...pendingRow, pending: { what, operationId: pending.operation?.id } };
  }
  if (outcome) return { ...row, result: 'changed' };
  if (entry?.action === 'unknown') return { ...row, result: 'unknown', error: entry.unseen };
  return { ...row, result: entry?.action === 'absent' ? 'absent' : 'unchanged' };
}

/** A finished step: `created with 2 replicas`, `scaled 1 → 3`. @param what see `describeStep` */
const inThePast = (what: string) => what.replace(/^\w+/, (verb) => `${verb}d`);

/** The reason, if the logs decided: ` (idle since Thu 2026-11-26 11:03 Europe/Vienna, 2 GPUs saved)`. */
function byLogs({ desired, deployment, gpus: { now, after } }: PlanEntry): string {
  const reason = logText(desired, deployment.timezone);
  const saved = desired.idle?.kind === 'idle' && now > after ? `, ${gpus(now - after)} saved` : '';
  return reason === undefined ? '' : ` (${reason}${saved})`;
}

function lineOf({ zone, name, account, result, done, pending, ...row }: ApplyRow, why = ''): string {
  const wanted = `${plural(row.desired ?? 0, 'replica')} (${row.reason})`;
  const outside = row.outside === undefined ? '' : ` (changed outside: ${row.outside})`;
  const texts: Record<ApplyRow['result'], string> = {
    changed: `${done.join(', ')}${outside}${why}`,
    pending: [...done, pending && pendingText(pending, outside, { name, zone })].join(', '),
    failed: [...done, 'failed'].join(', '),
    interrupted: [...done, 'interrupted'].join(', '),
    unchanged: `unchanged, ${wanted}${outside}`,
    absent: `does not exist and is not needed now: ${wanted}${outside}`,
    unknown: `${row.error}, nothing was sent`,
  };
  const whose = account === undefined ? '' : ` (account ${account})`;
  return `${name} in ${zone}${whose}: ${texts[result]}`;
}

function pendingText(
  { what, operationId, isRefused }: NonNullable<ApplyRow['pending']>,
  outside: string,
  { name, zone }: Pick<ApplyRow, 'name' | 'zone'>,
): string {
  if (isRefused) return `${what} is not accepted yet${outside}; the next round sends it again`;
  if (operationId === undefined)
    return `${what} was accepted${outside}; ${seeHowFar(commandFor('show', name, zone))}`;
  return `${what} is under way${outside}; ${waitForIt(operationId, zone)}`;
}

/** The error for a deployment to which nothing is sent although it is not as the file demands. */
export const unmetError = (entry: PlanEntry): ExoError | undefined => brokenError(entry) ?? tooFew(entry);

/**
 * The error for a deployment that has the right size but serves nothing, because its state is `error`. No request
 * repairs it, and without an error the run would look like a success.
 */
function brokenError({ zone, name, actual, action, desired }: PlanEntry): ExoError | undefined {
  if (action !== 'none' || actual?.state !== 'error' || desired.replicas === 0) return undefined;
  const error = inErrorBecause(name, zone, actual, 'it is left as it is');
  const remove = commandLine('deployment delete', [name], ['-z', zone]);
  return error.retold({
    hint: `${error.hint}\nto create it again, delete it and run apply again: ${remove}`,
  });
}
