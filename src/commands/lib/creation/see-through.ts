import type { Created } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import { lastLook } from './last-look.js';
import type { Entry } from './record.js';
import { seeMade } from './see-made.js';
import type { CreationOptions, Followed, Listed, Made, Thing } from './thing.js';

/**
 * Waits for what was accepted, and looks once more whether it is the only one of its name, and as it was asked for.
 * @throws ExoError what the wait ends with; conflict, code `doubled`; what is amiss with it, see `seeMade`
 */
export async function seeThrough<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  created: Created<T, A>,
  { wait, follow }: CreationOptions<T, A, R>,
): Promise<Made> {
  let followed: Followed;
  try {
    followed = await follow(created);
  } catch (error) {
    await lookAfterFailure(deps, thing, entry, created, error);
    throw error;
  }
  const { pending } = followed;
  const patient = !wait['--no-wait'];
  const { id, listed, doubled } = await lastLook(deps, thing, followed.id, {
    patient,
    operationId: pending?.id,
  });
  // Accepted is not enough: a later run that does not see it must not send it again.
  if (listed) entry.strike();
  if (doubled) throw doubled;
  if (pending) return { kind: 'pending', operation: pending };
  // One that was found and is not waited for is still on its way.
  if (patient || created.kind === 'answered') await seeMade(deps, thing, { id, listed });
  if (id === undefined) throw withoutId(thing);
  return { kind: 'created', id };
}

/** A creation that failed, or is still going on, may have a double all the same; its failure is what is thrown. */
async function lookAfterFailure<T extends Listed, A>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  created: Created<T, A>,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ExoError) || (error.kind !== 'operation-failed' && error.kind !== 'deadline'))
    return;
  const ours = created.kind === 'adopted' ? created.item.id : thing.accepted(created.answer).id;
  const { listed, doubled } = await lastLook(deps, thing, ours, { patient: false });
  // One that has failed is not under way any more, whether it has left something or not.
  if (listed || error.kind === 'operation-failed') entry.strike();
  if (doubled) deps.io.warn(doubled.message);
}

function withoutId<T extends Listed, A>({ what, zone, check }: Thing<T, A>): ExoError {
  return new ExoError('unexpected', `${what} exists now in ${zone}, but the service tells no ID of it`, {
    zone,
    hint: `look again with: ${check}`,
  });
}
