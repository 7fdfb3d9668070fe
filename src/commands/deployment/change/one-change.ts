import type { Call } from '../../../api/call.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { commandFor } from '../../../domain/shell-words.js';
import { msOf } from '../../../domain/utc.js';
import { type ErrorFacts, ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Operation } from '../../../schemas/operation.js';
import type { Doing } from '../../lib/follow.js';
import type { StateChange } from '../../lib/send-change.js';
import { lookingAt, type Placed, subjectOf } from '../find.js';

/** Time limit, in ms, of a read whose failure holds up no change. */
export const SEE_MS = 5_000;

/** What differs from one kind of change to another. */
interface Said
  extends Pick<Doing, 'what' | 'progress' | 'said'>,
    Pick<StateChange<Deployment, Operation>, 'isAsked' | 'instead' | 'unseenUntil'> {
  /** How suggested commands name the deployment if not by `name`: by its ID while it is being renamed. */
  typed?: string | undefined;
  /**
   * Until it is done, unwanted GPUs are billed. If another change is under way, it therefore waits instead of failing.
   */
  endsBilling?: boolean;
  /** The number of replicas that it sets. The deployment itself may show it only when the change is done. */
  size?: number;
}

/**
 * A change of one deployment, with all that is needed to send it and to check its result. It sets a state, so sending
 * it twice does no harm.
 */
export interface Change extends Said, Placed, Doing, StateChange<Deployment, Operation> {}

/** Makes a change of a call and of what its kind says; how it is sent and checked is the same for all kinds. */
export function changeOf({ zone, id, name }: Placed, call: Call<Operation>, said: Said): Change {
  return {
    zone,
    id,
    name,
    deploymentId: id,
    ...lookingAt({ zone, id, name }),
    send: () => zone.send(call, { subject: subjectOf(name) }),
    isMoving: ({ state }) => isChanging(state),
    changedAt: (deployment) => msOf(deployment['updated-at']),
    check: commandFor('show', id, zone.zone),
    ...said,
  };
}

/** Options for carrying out a change, besides those for waiting. */
export interface ChangeOptions {
  /** Called when the service has accepted the change, before the wait. */
  onSent?(): void;
  /**
   * What to do if another change is under way: `refuse` fails, `wait` sends the change again when that one has ended
   * (with --no-wait it fails, too). Default: `wait` for changes that end billing, else `refuse`.
   */
  whenBusy?: 'refuse' | 'wait';
}

/** The outcome of a change. */
export interface Changed {
  /**
   * Successful, or with --no-wait as first answered. Absent if the answer was lost, or if the same change was already
   * under way.
   */
  operation?: Operation;
  /** The deployment as last read; absent if it is gone, or if nothing was waited for. */
  deployment?: Deployment | undefined;
  /** The service called the change done, but the deployment shows otherwise. Callers must then not report success. */
  problem?: ExoError | undefined;
}

/**
 * The error for a change that the service called done although the deployment shows otherwise. It matters because GPUs
 * may be billed that nobody expects.
 * @param is what the deployment shows, such as `still reports 2 replicas, not 0`; undefined if it is gone
 * @param facts.doing the change as a noun, such as `scaling`
 */
export function notAsAsked(
  { zone: { zone }, name }: Pick<Placed, 'zone' | 'name'>,
  is: string | undefined,
  { doing, hint, ...facts }: ErrorFacts & { doing: string },
): ExoError {
  const called = `though the service reported the ${doing} as done`;
  return new ExoError('operation-failed', `deployment ${name} in ${zone} ${is ?? 'is gone'}, ${called}`, {
    ...facts,
    zone,
    hint: [`look again with: ${commandFor('show', name, zone)}`, hint].flat(),
  });
}
