import type { Call } from '../../../api/call.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { commandFor } from '../../../domain/shell-words.js';
import { type ErrorFacts, ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Operation } from '../../../schemas/operation.js';
import type { Doing } from '../../lib/follow.js';
import type { StateChange } from '../../lib/send-change.js';
import { lookingAt, type Placed, subjectOf } from '../find.js';

/** What each kind of change says of itself. */
interface Said
  extends Pick<Doing, 'what' | 'progress' | 'said'>,
    Pick<StateChange<Deployment, Operation>, 'isAsked' | 'instead'> {
  /** What commands name it by while its own name is about to be another: its ID. */
  typed?: string | undefined;
  /** Until it is done GPUs are billed that nobody wants: it waits for its turn where another change is under way. */
  endsBilling?: boolean;
}

/** A change of one deployment that sets a state, so that sending it twice does no harm, and how it is looked at. */
export interface Change extends Said, Placed, Doing, StateChange<Deployment, Operation> {}

/** A change of a kind, sent and looked at as those of every kind are. */
export function changeOf({ zone, id, name }: Placed, call: Call<Operation>, said: Said): Change {
  return {
    zone,
    id,
    name,
    deploymentId: id,
    ...lookingAt({ zone, id, name }),
    send: () => zone.send(call, { subject: subjectOf(name) }),
    isMoving: ({ state }) => isChanging(state),
    check: commandFor('show', id, zone.zone),
    ...said,
  };
}

/** How a change is carried out, beside how it is waited for. */
export interface ChangeOptions {
  /** Called once the service has accepted it, before it is waited for. */
  onSent?(): void;
  /**
   * `wait`: refused because a change to something else is under way, it is sent once more when that one has ended; not
   * under --no-wait. What ends the billing waits where nothing is said.
   */
  whenBusy?: 'refuse' | 'wait';
}

/** What came of a change. */
export interface Changed {
  /** Ended well, or under --no-wait as first answered; absent where its answer was lost, or another's was joined. */
  operation?: Operation;
  /** As it was last seen; absent where it is gone, or not waited for. */
  deployment?: Deployment | undefined;
  /** The service called it done, and what was seen says otherwise: nothing may be claimed. */
  problem?: ExoError | undefined;
}

/**
 * The service called a change done, and the deployment says otherwise: GPUs may be billed that nobody expects.
 * @param is `still reports 2 replicas, not 0`; undefined: it is gone
 * @param facts.doing `scaling`: what the service called done
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
