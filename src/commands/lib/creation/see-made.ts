import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import { hasId } from '../look.js';
import { seeDone } from '../see-done.js';
import type { AnyThing, Listed, Thing } from './thing.js';

/**
 * Looks whether what the service called created is as it was asked for: its word alone tells nothing of what is billed.
 * A list is believed where it has nothing amiss; else the thing itself is asked, for lists can be behind.
 * @param found.id its ID, where it is known @param found.listed as a list has it
 * @throws ExoError what is amiss; code `not-seen` where it is not to be seen, or cannot be looked at
 */
export async function seeMade<T extends Listed>(
  deps: Deps,
  thing: Thing<T, unknown>,
  { id, listed }: { id: string | undefined; listed?: T | undefined },
): Promise<void> {
  const amiss = (item: T) => thing.amiss?.(item);
  const found = listed && amiss(listed);
  if (listed && !found) return;
  const { read } = thing;
  if (id === undefined) throw found ?? notToBeSeen(thing);
  if (!read) return;
  const { problem } = await seeDone(
    deps,
    {
      zone: thing,
      what: `create ${thing.what}`,
      check: thing.check,
      read: (options) => read(id, options),
      isUnlisted: async ({ timeoutMs }) => !(await thing.list({ atMostMs: timeoutMs })).some(hasId(id)),
      isAsked: (item) => item !== undefined && amiss(item) === undefined,
      instead: (item) => (item && amiss(item)) ?? notToBeSeen(thing),
    },
    { isVouchedFor: true },
  );
  if (problem) throw problem;
}

/** That it is not to be seen is no proof that it does not exist, and what the service says is none that it does. */
function notToBeSeen({ what, zone, check }: AnyThing): ExoError {
  const sentence = `${what} is not to be seen in ${zone}, though the service reported its creation as done`;
  return new ExoError('unavailable', sentence, {
    code: 'not-seen',
    zone,
    hint: `look again with: ${check}`,
  });
}
