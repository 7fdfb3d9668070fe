import { tryDuration } from '../../domain/duration.js';
import { readBy } from './parse-input.js';

const DAY_MS = 24 * 3_600_000;
/** Events further back are not asked for: two years are dozens of requests already. */
export const MOST_BACK_MS = 2 * 366 * DAY_MS;
/** A date, or a moment with its offset; a date is the midnight of UTC it begins with. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** How far back: a duration as ms before now, or a moment as ms since the UNIX epoch. */
export type Since = { agoMs: number } | { atMs: number };

/** `7d`, `2w`, `36h`, `2026-10-01`, `2026-10-01T08:00Z`. */
export const since = readBy(
  readSince,
  'be a time back from now such as 7d or 36h, or a date such as 2026-10-01',
);

/** The moment, in ms since the UNIX epoch. */
export const momentOf = (since: Since, nowMs: number): number =>
  'atMs' in since ? since.atMs : nowMs - since.agoMs;

function readSince(text: string): Since | undefined {
  const [, count, unit] = /^(\d{1,4})([dw])$/.exec(text) ?? [];
  if (count !== undefined) return positive(Number(count) * (unit === 'w' ? 7 : 1) * DAY_MS);
  if (MOMENT.test(text)) {
    const atMs = Date.parse(text);
    // What reads it takes the 30th of February for the second of March.
    const day = new Date(Date.parse(text.slice(0, 10)));
    const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
    return Number.isNaN(atMs) || !isDay ? undefined : { atMs };
  }
  return positive(tryDuration(text) ?? 0);
}

const positive = (agoMs: number): Since | undefined => (agoMs > 0 ? { agoMs } : undefined);
