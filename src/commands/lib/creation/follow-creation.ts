import type { Created } from '../../../api/create-once.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { orNothing } from '../../../errors.js';
import type { Operation } from '../../../schemas/operation.js';
import { type Doing, followWhileKnown } from '../follow.js';
import type { WaitInput } from '../parse-input.js';
import type { Followed, Listed } from './thing.js';

/**
 * Waits for a creation: follows its operation, or watches the thing itself if the operation is not known.
 * @param watch waits until the thing exists, which may show only after a while; `id` is undefined if it is not known
 * @returns the ID, if it is known, and with --no-wait the pending operation, or that the end is open
 */
export async function followCreation(
  deps: Deps,
  zone: ZoneClient,
  created: Created<Listed, Operation>,
  doing: Doing,
  wait: WaitInput,
  watch: (id: string | undefined) => Promise<string | undefined>,
): Promise<Followed> {
  let answer = created.kind === 'answered' ? created.answer : undefined;
  // The operation of an earlier run may not be known, or may not be readable.
  if (created.kind === 'adopted' && created.operation !== undefined)
    answer = await zone.getOperation(created.operation).catch(orNothing);
  const known = created.kind === 'adopted' ? created.item.id : undefined;
  if (!answer && wait['--no-wait']) return { id: known, isOpen: true };
  const operation = answer && (await followWhileKnown(deps, zone, answer, doing, wait));
  const id = known ?? (operation ?? answer)?.reference?.id;
  if (operation?.state === 'pending') return { id, pending: operation };
  const watched = operation ? undefined : await watch(id);
  return { id: id ?? watched };
}
