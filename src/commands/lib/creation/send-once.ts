import { type Created, type Creation, createOnce } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import type { Progress } from '../../../io/io.js';
import type { Settled } from './earlier.js';
import { type Entry, foundById, idsOf, type Listed, type Thing } from './thing.js';

/**
 * Sends a creation at most once. If the answer was lost and a single new thing matches, it warns and takes that for the
 * result. It notes in the record that the thing was seen, restores the earlier state if nothing was accepted, and keeps
 * the record as it is as long as the outcome is not known.
 * @throws ExoError as `createOnce`
 */
export async function sendOnce<T extends Listed, A>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  { existing, open: sentBefore }: Settled<T>,
  searchMs: number,
): Promise<Created<T, A>> {
  const { what, zone } = thing;
  let progress: Progress | undefined;
  const creation: Creation<T, A> = {
    ...thing,
    before: new Set(idsOf(existing)),
    async list(options) {
      progress ??= deps.io.progress(`No answer to the creation; looking for ${what} in ${zone} …`);
      return foundById(thing, (await thing.list(options)).filter(thing.isNamed));
    },
  };
  const created = await createOnce(creation, { ...deps, searchMs, sentBefore })
    .catch((error: unknown) => {
      if (error instanceof ExoError && error.code !== 'outcome-unknown') entry.takeBack();
      throw error;
    })
    .finally(() => progress?.stop());
  if (created.kind === 'answered') {
    entry.accept(thing.accepted(created.answer));
    return created;
  }
  entry.see(created.item.id);
  const named = `${what} (${created.item.id ?? 'without an ID'})`;
  deps.io.warn(
    `the answer to the creation was lost, but ${named} exists now in ${zone} and is taken as its result`,
  );
  return created;
}
