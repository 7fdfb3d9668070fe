import { failureOf } from '../../../errors.js';
import type { Listed, Thing } from './thing.js';

/** One look may take this long with its retries, in ms. */
export const LOOK_MS = 15_000;

/** Of what a list shows, what its ID finds too: lists may still show what is gone. What cannot be looked at is there. */
export async function foundById<T extends Listed>(
  { read }: Pick<Thing<T, unknown>, 'read'>,
  items: readonly T[],
): Promise<T[]> {
  if (!read) return [...items];
  const isThere = async ({ id }: T) =>
    id === undefined ||
    read(id, { timeoutMs: LOOK_MS }).then(
      () => true,
      (error: unknown) => failureOf(error).kind !== 'not-found',
    );
  const there = await Promise.all(items.map(isThere));
  return items.filter((_, i) => there[i]);
}
