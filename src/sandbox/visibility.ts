import { isoSecond } from '../domain/utc.js';
import { notFound } from './problem.js';
import type { Call } from './world.js';

/** The moment from which something that is created by this call can be read back. */
export function visibleFrom({ world, now }: Call): number {
  return now + world.assumptions.visibleAfterMs;
}

/** Those of the call's zone, or of the whole organization, that can be read back by now. */
export function visible<T extends { zone?: string; visibleFrom?: number | undefined }>(
  { now, zone }: Call,
  records: readonly T[],
): T[] {
  return records.filter((record) => (record.zone ?? zone) === zone && (record.visibleFrom ?? 0) <= now);
}

/** @throws Problem 404 */
export function byId<T extends { id: string }>(records: readonly T[], id: string, what: string): T {
  const found = records.find((record) => record.id === id);
  if (!found) throw notFound(`${what} ${id}`);
  return found;
}

/** When something was created and changed, on the wire: in whole seconds, as the service writes them. */
export const datesOf = ({ createdAt, updatedAt }: { createdAt: number; updatedAt: number }) => ({
  'created-at': isoSecond(new Date(createdAt)),
  'updated-at': isoSecond(new Date(updatedAt)),
});
