import { ExoError } from '../errors.js';
import type { Operation } from '../schemas/operation.js';

/* What a wait ends with where it does not end well. `what` completes "could not …": `scale deployment my-app to 3`. */

/** What a wait is about, for the errors it may end with; read only then, so it may change while waiting. */
export interface WaitFacts {
  zone: string;
  operationId?: string | undefined;
  /** Something is looked at, whoever changes it: that anything is under way is not known. */
  looksOn?: true;
  /** The operation's, as last told; one that is none of those known may have ended. */
  state?: string;
  /** The command that takes the wait up again. */
  resume: string;
}

/** The operation itself has ended badly. */
export function operationFailed(what: string, zone: string, operation: Operation): ExoError {
  const { state, reason, message } = operation;
  const why = [reason, message].filter((part) => part !== undefined && part !== '').join(': ');
  const verb = state === 'timeout' ? 'timed out at the service' : 'failed';
  return new ExoError(
    'operation-failed',
    `could not ${what} in ${zone}: the operation ${verb}${why ? ` (${why})` : ''}`,
    {
      code: state === 'timeout' ? 'operation-timeout' : 'operation-failed',
      zone,
      operationId: operation.id,
      details: { state, ...(reason ? { reason } : {}), ...(message ? { message } : {}) },
    },
  );
}

/** The time for the wait is over; what was waited for goes on, as far as is known. */
export function deadlineOver(
  what: string,
  { zone, operationId, looksOn, state = 'pending', resume }: WaitFacts,
  timeoutMs: number,
): ExoError {
  return new ExoError(
    'deadline',
    `still not done after ${Math.round(timeoutMs / 1000)} s: ${what} in ${zone}`,
    {
      zone,
      operationId,
      hint: `${looksOn ? '' : state === 'pending' ? 'it goes on; ' : `its state is ${state}; `}wait again with: ${resume}`,
    },
  );
}

/** Looks have failed too often in a row, or were refused. @param error of the last one */
export function lostSight(what: string, { zone, operationId, resume }: WaitFacts, error: ExoError): ExoError {
  return new ExoError(
    error.kind,
    `lost sight of it while waiting for the service to ${what} in ${zone}: ${error.message}`,
    {
      code: error.code,
      zone,
      operationId,
      request: error.request,
      hint: `it may well go on; look again with: ${resume}`,
      cause: error,
    },
  );
}

/** Ctrl-C ends the wait and nothing else: says so, and how to take it up again. @param reason of the signal */
export function interrupted(
  what: string,
  { zone, operationId, looksOn, resume }: WaitFacts,
  reason: unknown,
): unknown {
  if (!(reason instanceof ExoError)) return reason;
  const goesOn = looksOn ? '' : '; the operation goes on';
  return new ExoError(
    reason.kind,
    `${reason.message}: no longer waiting for the service to ${what} in ${zone}${goesOn}`,
    { zone, operationId, hint: `pick it up with: ${resume}` },
  );
}
