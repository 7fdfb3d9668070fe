import { SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { ExoError, ifMissing } from '../../../errors.js';
import type { Named } from '../meant.js';
import { described, IN_DOUBT_MS } from './earlier.js';
import { type AnyThing, type ThingWords, writtenNames, writtenOf } from './thing.js';

/**
 * Finds a thing that a run on this machine has created and that no list shows yet. Its absence from a list does not
 * prove that it does not exist, and a deployment that is not scaled down or deleted for that reason keeps being billed.
 * @param read reads it by its ID
 * @returns the thing with its ID; undefined if this machine has no record of one
 * @throws ExoError unavailable, code `outcome-unknown`, if its creation was sent and it cannot be read
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
  // A thing that its ID does not find either may be too new. After a while it counts as deleted.
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

/**
 * Removes the record of a deleted thing, so that the next creation of its name does not look for it.
 * @param thing.name what it was deleted by, which may be its ID: a record that has this ID is found whatever its name
 */
export async function forgetCreation(
  deps: Deps,
  { kind, place, name }: Pick<AnyThing, 'kind' | 'place' | 'name'>,
  id: string,
): Promise<void> {
  for (const each of await writtenNames(deps, kind, place)) {
    const { records, key, earlier } = await writtenOf(deps, { kind, place, name: each });
    const createdAs = earlier?.accepted?.id ?? (each === name ? id : undefined);
    if (earlier && createdAs === id && !earlier.before.includes(id)) records.strike(key);
  }
}
