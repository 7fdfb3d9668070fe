/**
 * Durations as the flags of `exo` take them: Go's `time.ParseDuration`, so `15s`, `1m30s`, `500ms`, `1.5h`. All numbers
 * are milliseconds, fractions allowed.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const MS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['\u00b5s', 1e-3], // the micro sign
  ['\u03bcs', 1e-3], // the Greek letter
  ['ms', 1],
  ['s', 1000],
  ['m', MINUTE_MS],
  ['h', HOUR_MS],
]);

/** Go counts in 64-bit nanoseconds, which is about 292 years. */
const LONGEST_MS = 2 ** 63 / 1e6;

const PART = /(\d+(?:\.\d*)?|\.\d+)([^\d.]+)/y;

/** The form of every duration but 0, for the JSON Schema that editors use. */
export const DURATION_PATTERN = '^[+-]?((\\d+\\.?\\d*|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$';

/**
 * Milliseconds of a duration: `1m30s` → 90000, `-1s` → −1000, `0` → 0.
 * A number without a unit is refused, as `exo` does: 15 could be seconds or minutes.
 * @returns the milliseconds, or a sentence that quotes the text; the caller adds which flag it came from.
 */
export function readDuration(text: string): number | string {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  let total = 0;
  PART.lastIndex = 0;
  for (let at = 0; at < body.length; at = PART.lastIndex) {
    const [, number, unit] = PART.exec(body) ?? [];
    const ms = unit === undefined ? undefined : MS_PER_UNIT.get(unit);
    if (ms === undefined) return refusal(text, body);
    total += Number(number) * ms;
  }
  if (body === '') return refusal(text, body);
  if (total >= LONGEST_MS) return `${JSON.stringify(text)} is longer than the 292 years a duration can have`;
  // Rounded to whole nanoseconds, because with binary fractions 4.1s would be a little less than 4100.
  return total === 0 ? 0 : (sign * Math.round(total * 1e6)) / 1e6;
}

/** Like `readDuration`, for a text that was checked before. @throws {RangeError} with the sentence */
export function parseDuration(text: string): number {
  const ms = readDuration(text);
  if (typeof ms === 'string') throw new RangeError(ms);
  return ms;
}

/** Like `readDuration`, but undefined for a text that is no duration. */
export function tryDuration(text: string): number | undefined {
  const ms = readDuration(text);
  return typeof ms === 'string' ? undefined : ms;
}

/**
 * The problem of a duration, in words: it cannot be read, or is outside the limits (in ms). undefined if there is none.
 */
export function durationProblem(
  text: string,
  { least, most = Number.POSITIVE_INFINITY }: { least: number; most?: number },
): string | undefined {
  const ms = readDuration(text);
  if (typeof ms === 'string') return ms;
  if (least <= ms && ms <= most) return undefined;
  return Number.isFinite(most)
    ? `must be from ${formatDuration(least)} to ${formatDuration(most)}`
    : `must be ${formatDuration(least)} or more`;
}

function refusal(text: string, body: string): string {
  // Days and weeks: people write them, but Go does not read them.
  const [, number, unit] = /^(\d{1,6})([dw])$/.exec(body) ?? [];
  if (unit !== undefined) {
    const hours = Number(number) * (unit === 'd' ? 24 : 7 * 24);
    return `${JSON.stringify(text)} is not a duration: hours are the longest unit, write ${text.slice(0, -body.length)}${hours}h`;
  }
  return /^\d+$/.test(body)
    ? `"${text}" has no unit: write ${text}s or ${text}m`
    : `${JSON.stringify(text)} is not a duration like 15s, 1m30s or 500ms`;
}

/**
 * The shortest way to write a duration, rounded to milliseconds: 90000 → `1m30s`, 1500 → `1.5s`, 250 → `250ms`,
 * 0 → `0s`. Parts that are zero are left out (`1h`, where Go writes `1h0m0s`). `parseDuration` reads it back.
 */
export function formatDuration(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  if (whole === 0) return '0s';
  const sign = ms < 0 ? '-' : '';
  if (whole < 1000) return `${sign}${whole}ms`;
  const hours = Math.floor(whole / HOUR_MS);
  const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS);
  const seconds = (whole % MINUTE_MS) / 1000;
  return sign + (hours ? `${hours}h` : '') + (minutes ? `${minutes}m` : '') + (seconds ? `${seconds}s` : '');
}
