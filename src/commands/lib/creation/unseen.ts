import { IN_DOUBT_MS, SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { isId } from '../../../domain/id.js';
import { ExoError, ifMissing } from '../../../errors.js';
import { hasId, type Named } from '../meant.js';
import { described } from './earlier.js';
import { creationKey, noteSeen, type ThingKey, type ThingWords, writtenIn, writtenOf } from './thing.js';

/**
 * Finds a thing that a run on this machine has created and that no list shows yet. Its absence from a list does not
 * prove that it does not exist, and a deployment that is not scaled down or deleted for that reason keeps being billed.
 * @param thing.name what it is looked for by, which may be its ID
 * @param read reads it by its ID
 * @param former the ID of one that is not meant: a list still shows it, and it is gone
 * @returns the thing with its ID; undefined if this machine has no record of one
 * @throws ExoError unavailable, code `outcome-unknown`, if its creation was sent and it cannot be read
 */
export async function createdUnseen<T extends Named>(
  deps: Deps,
  thing: ThingWords,
  read: (id: string) => Promise<T>,
  former?: string,
): Promise<{ id: string; entry: T } | undefined> {
  const { name, what, zone, check } = thing;
  const isThis = hasId(name);
  const record =
    (await writtenOf(deps, thing)).earlier ??
    (isId(name) ? await writtenIn(deps, thing) : []).find(({ earlier }) => isThis(earlier?.accepted ?? {}))
      ?.earlier;
  const id = record?.accepted?.id;
  if (!record || (former !== undefined && (id ?? former) === former)) return undefined;
  const entry = id === undefined ? undefined : await read(id).catch(ifMissing);
  if (id !== undefined && entry && (entry.name === name || isThis({ id }))) {
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
    `no list shows ${what} in ${zone}, but it may exist: ${described(record, ageMs)}`,
    {
      code: 'outcome-unknown',
      zone,
      hint: `look again with: ${check}\nonce it shows, run the same command again`,
    },
  );
}

/**
 * The records of the creation of a thing.
 * @param thing.name what it was found by, which may be its ID: a record that has this ID is found whatever its name
 */
async function recordsOf(deps: Deps, thing: ThingKey, id: string) {
  return (await writtenIn(deps, thing)).flatMap(({ name, records, key, earlier }) => {
    const createdAs = earlier?.accepted?.id ?? (name === thing.name ? id : undefined);
    return earlier && createdAs === id && !earlier.before.includes(id) ? [{ records, key, earlier }] : [];
  });
}

/**
 * Until when, in ms since the UNIX epoch, a thing may exist although it is not found, because this machine has just
 * created it; 0 if it has not.
 */
export async function unseenUntil(deps: Deps, thing: ThingKey, id: string): Promise<number> {
  const [record] = await recordsOf(deps, thing, id);
  return record ? record.earlier.sentAt + SEARCH_MS : 0;
}

/** Removes the record of a thing that was deleted, so that the next creation of its name does not look for it. */
export async function forgetCreation(deps: Deps, thing: ThingKey, id: string): Promise<void> {
  for (const { records, key } of await recordsOf(deps, thing, id)) records.strike(key);
}

/** Notes that a list shows a thing, see `noteSeen`. */
export async function seeCreation(deps: Deps, thing: ThingKey, id: string): Promise<void> {
  for (const one of await recordsOf(deps, thing, id)) noteSeen(one, id, deps.clock.now());
}

/** Gives the record of a thing that was renamed before a list has shown it its new name, by which it is looked for. */
export async function renameCreation(deps: Deps, thing: ThingKey, id: string): Promise<void> {
  for (const { records, key, earlier } of await writtenIn(deps, thing)) {
    if (earlier?.accepted?.id !== id) continue;
    records.write(await creationKey(deps, thing), { ...earlier, name: thing.name });
    records.strike(key);
  }
}
