import { MINUTE_MS } from '../../domain/duration.js';
import { reader } from './reader.js';
import { momentOfWall, momentsOfWall } from './schedule-time.js';

/** A moment as it was typed: exact, or a time of a wall clock whose zone is not known yet. */
export type TypedMoment = { kind: 'exact'; at: Date } | { kind: 'wall'; wallMs: number };

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
/** `ISO` for the JSON Schema, by which editors check the file. */
export const MOMENT_PATTERN = ISO.source;
const FORMS = 'write 2026-12-24, 2026-12-24T08:00 or 2026-12-24T08:00+01:00';

/**
 * Reads a moment in ISO 8601, whole seconds. With an offset or `Z` it is exact; without, it is a time of the wall
 * clock, and a date alone is its midnight.
 * @returns the moment, or a sentence about what is wrong that follows the flag's name
 */
export function parseMoment(text: string): TypedMoment | string {
  const shown = JSON.stringify(text);
  const [, date, minutes = '00:00', seconds = '00', offset] = ISO.exec(text) ?? [];
  if (date === undefined) return `is no time in ISO 8601: ${shown}; ${FORMS}`;
  const wallMs = Date.parse(`${date}T${minutes}:${seconds}Z`);
  // Some JavaScript engines read 2026-02-30 as 2 March, others refuse it.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString() !== `${date}T${minutes}:${seconds}.000Z`)
    return `names a time that does not exist: ${shown}`;
  if (offset === undefined) return { kind: 'wall', wallMs };
  const offsetMs = offsetOf(offset);
  if (offsetMs === undefined) return `has an offset that does not exist: ${shown}`;
  return { kind: 'exact', at: new Date(wallMs - offsetMs) };
}

const { problemOf: momentProblem, sound } = reader(parseMoment);

export { momentProblem };

/** The moment of a sound text, by the clock of a zone. */
export function soundMoment(text: string, timezone: string): Date {
  const read = sound(text);
  return read.kind === 'exact' ? read.at : momentOfWall(read.wallMs, timezone);
}

/** A remark on a sound moment that the clock of the zone skips or shows twice; undefined for any other. */
export function momentRemark(text: string, timezone: string): string | undefined {
  const read = sound(text);
  if (read.kind === 'exact') return undefined;
  const times = momentsOfWall(read.wallMs, timezone).length;
  if (times === 1) return undefined;
  const what =
    times === 0
      ? `the clock jumps over it, so the moment of the jump counts`
      : `the clock shows it twice, and the first counts`;
  return `${text} in ${timezone}: ${what}; say which you mean with an offset, such as +01:00`;
}

/** No zone is further from UTC than 14 hours; 15 leave some room. */
const FURTHEST_HOURS = 15;

function offsetOf(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  if (Number(hours) > FURTHEST_HOURS || Number(minutes) > 59) return undefined;
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return sign === '-' ? -ms : ms;
}

/**
 * The moment that was meant: a time without an offset is one of the deployments' own wall clock.
 * @param timezones of all deployments @returns undefined if they have several, because the moment is then ambiguous
 */
export function momentIn(typed: TypedMoment, timezones: readonly string[]): Date | undefined {
  if (typed.kind === 'exact') return typed.at;
  const [zone = 'UTC', ...others] = new Set(timezones);
  return others.length > 0 ? undefined : momentOfWall(typed.wallMs, zone);
}
