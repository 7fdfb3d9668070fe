import { type Call, DONE } from '../../api/call.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { Deleted } from '../../output/views/deleted.js';
import type { Operation } from '../../schemas/operation.js';
import { unseenUntil } from './creation/unseen.js';
import type { FoundIn } from './find.js';
import { followWhileKnown } from './follow.js';
import { type Kind, lookingAt, zoneFlag } from './kind.js';
import { goes, orStillListed } from './look.js';
import type { Named } from './meant.js';
import type { WaitInput } from './parse-input.js';
import { seeDone, sendChange } from './send-change.js';

/** A thing to delete that is not a deployment: its kind has no other changes to wait for. */
interface OneDeletion<T extends Named> extends Pick<FoundIn<T>, 'zone' | 'id'> {
  kind: Kind<T>;
  name: string;
  call: Call<Operation>;
  /** Adds an explanation to a refusal, if there is one. */
  explain?(error: unknown): Promise<unknown>;
}

/**
 * Deletes a thing, waits for the operation, and checks that it is gone.
 * @returns the deleted thing with its operation, which is pending with --no-wait
 * @throws ExoError whatever the service answers; operation-failed if it is still there; deadline; unavailable
 */
export async function deleteOne<T extends Named>(
  deps: Deps,
  { kind, zone, id, name, call, explain = async (error) => error }: OneDeletion<T>,
  wait: WaitInput,
): Promise<Deleted> {
  const subject = `${kind.noun} ${name}`;
  const placed = kind.everywhere ? subject : `${subject} in ${zone.zone}`;
  const check = commandLine(`${kind.resource} show`, [id], zoneFlag(kind, zone.zone));
  const looking = lookingAt(kind, { zone, id });
  const deleted = (operation: Operation) => ({ zone: zone.zone, id, name, operation });
  const change = {
    ...looking,
    zone,
    check,
    send: () =>
      zone.send(call, { subject }).catch(async (error: unknown) => {
        throw await explain(error);
      }),
    what: `delete ${subject}`,
    isAsked: (thing: unknown) => thing === undefined,
    unseenUntil: (own: Deps) =>
      unseenUntil(own, { kind: kind.resource, place: kind.everywhere ? '' : zone.zone, name }, id),
    instead: () =>
      new ExoError(
        'operation-failed',
        `${placed} is still there, though the service reported its deletion as done`,
        { code: 'still-there', zone: zone.zone, hint: `look again with: ${check}` },
      ),
  };
  const first = await sendChange(deps, change, wait).catch(async (error: unknown) => {
    // A conflict may mean that it is already being deleted. A thing in use has another code.
    if (!(error instanceof ExoError) || error.code !== 'conflict' || !(await goes(deps, looking, wait)))
      return orStillListed(looking)(error);
    return undefined;
  });
  // After a lost answer, `sendChange` returns only once the thing is gone.
  if (first === undefined) return deleted(DONE);
  const doing = {
    what: change.what,
    progress: `Deleting ${subject}`,
    everywhere: kind.everywhere,
    explain: (failure: ExoError) => failure,
  };
  const operation = await followWhileKnown(deps, zone, first, doing, wait);
  if (operation === undefined) {
    if (!(await goes(deps, looking, wait))) {
      const sentence = `the service accepted the deletion of ${placed} but does not know its operation, and whether it is gone is not known`;
      const hint = `running the command again is safe; look again with: ${check}`;
      throw new ExoError('unavailable', sentence, { code: 'outcome-unknown', zone: zone.zone, hint });
    }
    return deleted(DONE);
  }
  if (operation.state === 'pending') return deleted(operation);
  const { problem } = await seeDone(deps, { ...change, isVouchedFor: operation.id !== DONE.id });
  if (problem) throw problem;
  return deleted(operation);
}
