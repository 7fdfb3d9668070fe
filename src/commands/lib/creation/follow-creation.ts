import type { Created } from '../../../api/create-once.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import type { Operation } from '../../../schemas/operation.js';
import { type Doing, followWhileKnown } from '../follow.js';
import type { WaitInput } from '../parse-input.js';
import type { Followed, Listed } from './thing.js';

/**
 * Waits for a creation: follows its operation, or watches the thing itself if the operation is not known.
 * @param watch waits until the thing exists; `id` is undefined if it is not known, `isAccepted` tells that the service
 * has just accepted the creation
 * @returns the ID, if it is known, and with --no-wait the pending operation
 */
export async function followCreation(
  deps: Deps,
  zone: ZoneClient,
  created: Created<Listed, Operation>,
  doing: Doing,
  wait: WaitInput,
  watch: (id: string | undefined, isAccepted: boolean) => Promise<string | undefined>,
): Promise<Followed> {
  if (created.kind === 'adopted') {
    const { id } = created.item;
    if (!wait['--no-wait']) await watch(id, false);
    return { id };
  }
  const operation = await followWhileKnown(deps, zone, created.answer, doing, wait);
  const id = (operation ?? created.answer).reference?.id;
  if (operation?.state === 'pending') return { id, pending: operation };
  const watched = operation ? undefined : await watch(id, true);
  return { id: id ?? watched };
}
