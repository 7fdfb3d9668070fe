import { DONE } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { ExoError } from '../../errors.js';
import type { Deleted } from '../../output/views/deleted.js';
import type { Operation } from '../../schemas/operation.js';
import { followWhileKnown } from './follow.js';
import { goes, type Looking, orStillListed } from './look.js';
import type { WaitInput } from './parse-input.js';
import { seeDone, sendChange } from './send-change.js';

/** One model or API key that is to be deleted. */
export interface OneDeletion extends Looking<unknown> {
  zone: ZoneClient;
  id: string;
  name: string;
  /** `model openai/gpt-oss-120b`. */
  subject: string;
  send(): Promise<Operation>;
  /** The command that shows it. */
  check: string;
}

/**
 * Deletes it, waits for the operation, and looks whether it is gone.
 * @returns what was deleted, with its operation, pending under --no-wait
 * @throws ExoError whatever the service says, operation-failed when it is still there, deadline, unavailable
 */
export async function deleteOne(deps: Deps, deletion: OneDeletion, wait: WaitInput): Promise<Deleted> {
  const { zone, id, name, subject, check } = deletion;
  const deleted = (operation: Operation) => ({ zone: zone.zone, id, name, operation });
  const change = {
    ...deletion,
    what: `delete ${subject}`,
    isAsked: (thing: unknown) => thing === undefined,
    instead: () =>
      new ExoError(
        'operation-failed',
        `${subject} in ${zone.zone} is still there, though the service reported its deletion as done`,
        { code: 'still-there', zone: zone.zone, hint: `look again with: ${check}` },
      ),
  };
  const first = await sendChange(deps, change, wait).catch(async (error: unknown) => {
    // Refused, maybe because it is being deleted already; what is in use has a code of its own.
    if (!(error instanceof ExoError) || error.code !== 'conflict' || !(await goes(deps, deletion, wait)))
      throw await orStillListed(deletion, error);
    return undefined;
  });
  // What was lost is taken for accepted only once it is gone.
  if (first === undefined) return deleted(DONE);
  const doing = {
    what: change.what,
    progress: `Deleting ${subject}`,
    explain: (failure: ExoError) => failure,
  };
  const operation = await followWhileKnown(deps, zone, first, doing, wait);
  if (operation === undefined) {
    if (!(await goes(deps, deletion, wait))) throw stillThere(deletion);
    return deleted(DONE);
  }
  if (operation.state === 'pending') return deleted(operation);
  const { problem } = await seeDone(deps, { ...change, isVouchedFor: operation.id !== DONE.id });
  if (problem) throw problem;
  return deleted(operation);
}

/** Its operation is not known, and it has not been seen to go. */
function stillThere({ zone: { zone }, subject, check }: OneDeletion): ExoError {
  return new ExoError(
    'unavailable',
    `the service accepted the deletion of ${subject} in ${zone} but does not know its operation, and it was not seen to go`,
    { code: 'outcome-unknown', zone, hint: `running the command again is safe; look again with: ${check}` },
  );
}
