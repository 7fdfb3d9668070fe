import { cached } from '../../../domain/cached.js';
import { EVERY_KIND_OF_DAY } from '../calendar.js';
import { reader } from '../reader.js';
import { type CronDays, readDays } from './cron-days.js';
import { HOUR, isStar, MINUTE, readerWith, readField } from './cron-field.js';

/*
 * Cron expressions, with the syntax and meaning of Debian's cron (Vixie cron 3.0; crontab(5), cron(8)). What they mean
 * when a clock changes is in cron-fires.ts.
 */

export interface Cron extends CronDays {
  /** The times of a day at which it fires: bit m stands for minute m. */
  times: bigint;
  /** The cron has fixed times: neither minute nor hour begins with a star. */
  fixed: boolean;
}

/** The short forms of crontab(5), but not `@reboot`, which names no time. */
const NICKNAMES = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

/** How many expressions are cached, more than any file has. */
const CACHE_SIZE = 4096;
const cache = new Map<string, Cron | string>();

/** An expression is sound if it has five sound fields and fires at least once. */
export const { problemOf: cronProblem, sound: soundCron } = reader((expression) =>
  cached(cache, expression, () => readAnew(expression), CACHE_SIZE),
);

/** A remark on a sound expression that restricts both day fields, which surprises people; undefined for any other. */
export function cronRemark(expression: string): string | undefined {
  const { combined } = soundCron(expression);
  if (combined === undefined) return undefined;
  const rule =
    combined === 'either'
      ? 'it fires on days that fit either, as with cron'
      : 'because one of them begins with *, it fires on days that fit both, as with cron on Debian';
  return `${JSON.stringify(expression)} restricts the day of month and the day of week: ${rule}`;
}

/** Reads an expression. @returns a sentence that says what to write instead if it is not sound */
function readAnew(expression: string): Cron | string {
  const shown = JSON.stringify(expression);
  const written = expression.trim();
  const fields = (NICKNAMES.get(written.toLowerCase()) ?? written).split(/\s+/);
  const problem = shapeProblem(fields);
  if (problem !== undefined) return `${shown} ${problem}`;
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = fields;
  const problems: string[] = [];
  const read = readerWith(problems);
  const minutes = read(() => readField(MINUTE, minute));
  const hours = read(() => readField(HOUR, hour));
  const days = readDays(read, [date, month, weekday]);
  if (!minutes || !hours || !days) return `${shown}: ${problems.join('; ')}`;
  if (!firesEver(days)) return `${shown} never fires: there is no such day`;
  let times = 0n;
  for (const h of hours) for (const m of minutes) times |= 1n << BigInt(h * 60 + m);
  return { times, fixed: !isStar(minute) && !isStar(hour), ...days };
}

/** What is wrong with the expression as a whole: an unknown nickname, or another number of fields than five. */
function shapeProblem(fields: readonly string[]): string | undefined {
  const [first = ''] = fields;
  const [, timezone] = /^(?:CRON_)?TZ=(.+)/.exec(first) ?? [];
  if (timezone) return `begins with a time zone: write it beside the cron, as timezone: ${timezone}`;
  if (first.startsWith('@'))
    return `names no times: write five fields, or one of ${[...NICKNAMES.keys()].join(', ')}`;
  if (fields.length === 5) return undefined;
  const needed = 'five are needed: minute, hour, day of month, month, day of week';
  const count = first === '' ? 0 : fields.length;
  const problem = `has ${count === 1 ? '1 field' : `${count} fields`}, and ${needed}`;
  const joined = fields.join(' ').replace(/ ?([,/-]) ?/g, '$1');
  if (isSound(joined)) return `${problem}; a list or range has no spaces: write ${JSON.stringify(joined)}`;
  if (count !== 6 && count !== 7) return problem;
  const meant = withFiveFields(fields).map((one) => JSON.stringify(one));
  const instead = meant.length === 0 ? '' : `: write ${meant.join(' or ')}`;
  return `${problem}; seconds and years are not read${instead}`;
}

/** What an expression may mean that has seconds first, a year or seconds last, or both; empty if it is not clear. */
function withFiveFields(fields: readonly string[]): string[] {
  const read = (five: readonly string[]) => [five.join(' ')].filter((one) => isOurs(five) && isSound(one));
  const mayEndLate = fields.length === 6 && /^([*?0]|[12]\d{3}.*)$/.test(fields[5] ?? '');
  const begun = read(fields.slice(1, 6));
  const ended = mayEndLate ? read(fields.slice(0, 5)) : [];
  // Other seconds than 0 cannot be left out.
  if (fields[0] === '0') return [...begun, ...ended];
  return begun.length === 0 ? ended : [];
}

/** Has an expression ? only in a day field? And no number beside it: Quartz and AWS have it, and there 1 is Sunday. */
function isOurs([minute, hour, date, month, weekday = '']: readonly string[]): boolean {
  if ([minute, hour, month].includes('?')) return false;
  return ![date, weekday].includes('?') || !/\d/.test(weekday);
}

const isSound = (five: string) => five.split(' ').length === 5 && cronProblem(five) === undefined;

function firesEver(days: CronDays): boolean {
  for (let day = 0; day < EVERY_KIND_OF_DAY; day++) if (days.matches(day)) return true;
  return false;
}
