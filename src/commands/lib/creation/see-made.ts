import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import { hasId } from '../look.js';
import { seeDone } from '../see-done.js';
import type { Listed, Thing } from './thing.js';

/** What a creation has come to, as far as it is known. */
export interface Found<T> {
  id: string | undefined;
  /** As a list has it. */
  listed: T | undefined;
}

/**
 * Looks whether what the service called created is as it was asked for: its word alone tells nothing of what is billed.
 * A list is believed where it has nothing amiss; else the thing itself is asked, for lists can be behind.
 * @throws ExoError what is amiss; code `not-seen` where it is not to be seen, or cannot be looked at
 */
export async function seeMade<T extends Listed, A>(
  deps: Deps,
  thing: Thing<T, A>,
  { id, listed }: Found<T>,
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
function notToBeSeen({
  what,
  zone,
  check,
}: Pick<Thing<Listed, unknown>, 'what' | 'zone' | 'check'>): ExoError {
  const sentence = `${what} is not to be seen in ${zone}, though the service reported its creation as done`;
  return new ExoError('unavailable', sentence, {
    code: 'not-seen',
    zone,
    hint: `look again with: ${check}`,
  });
}
