import { SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { ExoError, ifMissing } from '../../../errors.js';
import type { Named } from '../meant.js';
import { described, IN_DOUBT_MS } from './earlier.js';
import { type AnyThing, type ThingWords, writtenOf } from './thing.js';

/**
 * What a run of this machine has created and no list shows yet. That a list does not show it is no proof that it does not
 * exist, and what is not scaled down or deleted then is billed on.
 * @param read reads it by its ID @returns it with its ID; undefined where no run knows of one
 * @throws ExoError unavailable, code `outcome-unknown`: it was sent, and cannot be seen
 */
export async function createdUnseen<T extends Named>(
  deps: Deps,
  thing: ThingWords,
  read: (id: string) => Promise<T>,
): Promise<{ id: string; entry: T } | undefined> {
  const { name, what, zone, check } = thing;
  const { earlier: record } = await writtenOf(deps, thing);
  if (!record) return undefined;
  const id = record.accepted?.id;
  const entry = id === undefined ? undefined : await read(id).catch(ifMissing);
  if (id !== undefined && entry?.name === name) {
    deps.io.say(
      `No list shows ${what} in ${zone} yet; it is found by the ID ${id} that it was created with.`,
    );
    return { id, entry };
  }
  const ageMs = deps.clock.now() - record.sentAt;
  // One that its ID does not find either may be too new; later it is taken for deleted.
  if (ageMs >= (id === undefined ? IN_DOUBT_MS : SEARCH_MS)) return undefined;
  throw new ExoError(
    'unavailable',
    `no list shows ${what} in ${zone}, but it may exist: a run on this machine ${described(record, ageMs)}`,
    {
      code: 'outcome-unknown',
      zone,
      hint: `look again with: ${check}\nonce it shows, run the same command again`,
    },
  );
}

/** What was deleted need not be looked for any more, by whoever creates one of its name again. */
export async function forgetCreation(
  deps: Deps,
  thing: Pick<AnyThing, 'kind' | 'place' | 'name'>,
  id: string,
): Promise<void> {
  const { records, key, earlier: record } = await writtenOf(deps, thing);
  if (record && !record.before.includes(id) && (record.accepted?.id ?? id) === id) records.strike(key);
}
