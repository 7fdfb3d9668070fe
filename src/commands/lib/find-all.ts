import type { Deps } from '../../deps.js';
import { ExoError } from '../../errors.js';
import { each, throwFailures } from './each.js';

/** Something that is to be deleted, as it was named and as it was found. */
export interface Target<F> {
  name: string;
  found: F;
}

/**
 * Finds all that a delete command names before anything is deleted; what is named twice, by name and ID, is found
 * once. Under -f a missing one is only warned of, as scripts expect.
 * @throws ExoError when any of them cannot be found
 */
export async function findAll<F extends { id: string }>(
  deps: Deps,
  names: readonly string[],
  force: boolean,
  find: (name: string) => Promise<F>,
): Promise<Target<F>[]> {
  const { results, failures } = await each(names, async (name): Promise<Target<F> | undefined> => {
    try {
      return { name, found: await find(name) };
    } catch (error) {
      if (!force || !(error instanceof ExoError) || error.kind !== 'not-found') throw error;
      deps.io.warn(`${name} not found.`);
      return undefined;
    }
  });
  throwFailures(deps.io, failures, names.length);
  const found = results.filter((target) => target !== undefined);
  return [...new Map(found.map((target) => [target.found.id, target])).values()];
}
