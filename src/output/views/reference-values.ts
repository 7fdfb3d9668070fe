import { msOf } from '../../domain/utc.js';

/* Turns values of the API into those that `exo` prints: a missing value is Go's zero value, `""` or `0`. */

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * A time as Go's `time.RFC3339` prints it: whole seconds, the given offset, `Z` for UTC. Absent: `""`. A text that is
 * not an RFC 3339 time stays as it is.
 */
export function time(value: string | undefined): string {
  const parts = RFC3339.exec(value ?? '');
  if (!parts) return value ?? '';
  const [, date, clock, offset = ''] = parts;
  return `${date}T${clock}${/^[Zz]$|^[+-]00:00$/.test(offset) ? 'Z' : offset}`;
}

/** The value of a field that holds a time, and the moment to sort it by. */
export const atTime = <T>(of: (item: T) => string | undefined) => ({
  value: (item: T) => time(of(item)),
  order: (item: T) => msOf(of(item)),
});

/** The fields for the dates of a creation and of the last change, labelled as in `exo`. */
export const dateFields = <T>(of: (item: T) => Partial<Record<'created-at' | 'updated-at', string>>) => ({
  createdAt: { key: 'created_at', label: 'Created At', ...atTime((item: T) => of(item)['created-at']) },
  updatedAt: { key: 'updated_at', label: 'Updated At', ...atTime((item: T) => of(item)['updated-at']) },
});

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/**
 * A size in bytes for people: powers of 1024, one decimal below ten (`1.5 GiB`), none above (`64 GiB`), as the
 * reference rounds. Absent or zero: `""`.
 */
export function size(bytes: number | undefined): string {
  if (!bytes || bytes < 0) return '';
  if (bytes < 10) return `${bytes} B`;
  const exponent = Math.min(Math.floor(Math.log2(bytes) / 10), SIZES.length - 1);
  const value = Math.floor((bytes / 1024 ** exponent) * 10 + 0.5) / 10;
  return `${value < 10 ? value.toFixed(1) : roundHalfEven(value)} ${SIZES[exponent]}`;
}

/** Go's `%.0f`: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
