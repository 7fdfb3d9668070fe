import { ExoError, onceSent } from '../errors.js';
import type { Operation } from '../schemas/operation.js';

/* The errors that a wait can end with. `what` completes "could not …": `scale deployment my-app to 3`. */

/** What a wait is about, for its errors. It is read only when an error is made, so it may change during the wait. */
export interface WaitFacts {
  /** Undefined: it is looked for in every zone. */
  zone: string | undefined;
  operationId?: string | undefined;
  /** The wait only watches an object, whoever changes it, so it is not known whether anything is under way. */
  looksOn?: true;
  /** The operation's state as last seen. If it is none of the known states, the operation may have ended. */
  state?: string;
  /** The command that continues the wait. */
  resume: string;
}

const inZone = (zone: string | undefined) => `in ${zone ?? 'any zone'}`;

/** The error of a wait whose operation has failed or timed out at the service. */
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

/** The error of a wait whose time is over. The operation goes on, as far as is known. */
export function deadlineOver(
  what: string,
  { zone, operationId, looksOn, state = 'pending', resume }: WaitFacts,
  timeoutMs: number,
): ExoError {
  return new ExoError(
    'deadline',
    `still not done after ${Math.round(timeoutMs / 1000)} s: ${what} ${inZone(zone)}`,
    {
      zone,
      operationId,
      hint: `${looksOn ? '' : state === 'pending' ? 'it goes on; ' : `its state is ${state}; `}wait again with: ${resume}`,
    },
  );
}

/** The error of a wait whose looks failed too often in a row, or were refused. @param error of the last look */
export function lostSight(what: string, { zone, operationId, resume }: WaitFacts, error: ExoError): ExoError {
  const { kind, code } = onceSent(error);
  return new ExoError(
    kind,
    `could not wait any longer for the service to ${what} ${inZone(zone)}: ${error.message}`,
    {
      code,
      zone,
      operationId,
      request: error.request,
      hint: `it may still go on; look again with: ${resume}`,
      cause: error,
    },
  );
}

/**
 * The error of a wait that Ctrl-C ended: it says that the operation goes on, and how to continue the wait.
 * @param reason of the signal; one that is no ExoError is returned as it is
 */
export function interrupted(
  what: string,
  { zone, operationId, looksOn, resume }: WaitFacts,
  reason: unknown,
): unknown {
  if (!(reason instanceof ExoError)) return reason;
  const goesOn = looksOn ? '' : '; the operation goes on';
  return new ExoError(
    reason.kind,
    `${reason.message}: no longer waiting for the service to ${what} ${inZone(zone)}${goesOn}`,
    { zone, operationId, hint: `wait again with: ${resume}` },
  );
}
