import { isoSecond } from '../domain/utc.js';
import { notFound } from './problem.js';
import type { Call } from './world.js';

/** The moment from which an object that this call creates can be read back, in ms. */
export function visibleFrom({ world, now }: Call): number {
  return now + world.assumptions.visibleAfterMs;
}

/** The records of the call's zone, or without a zone, that can be read back by now. */
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

/** The dates of a record on the wire, in whole seconds as the service writes them. */
export const datesOf = ({ createdAt, updatedAt }: { createdAt: number; updatedAt: number }) => ({
  'created-at': isoSecond(new Date(createdAt)),
  'updated-at': isoSecond(new Date(updatedAt)),
});
