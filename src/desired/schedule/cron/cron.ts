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
  if (first.startsWith('@'))
    return `names no times: write five fields, or one of ${[...NICKNAMES.keys()].join(', ')}`;
  if (fields.length === 5) return undefined;
  const needed = 'five are needed: minute, hour, day of month, month, day of week';
  if (fields.length !== 6 && fields.length !== 7) {
    const count = first === '' ? 0 : fields.length;
    return `has ${count === 1 ? '1 field' : `${count} fields`}, and ${needed}`;
  }
  // Crons with seconds have them first: if they are 0, it is clear which expression is meant.
  const without = fields.slice(1, 6).join(' ');
  const instead =
    first === '0' && cronProblem(without) === undefined ? `: write ${JSON.stringify(without)}` : '';
  return `has ${fields.length} fields, and ${needed}; seconds and years are not read${instead}`;
}

function firesEver(days: CronDays): boolean {
  for (let day = 0; day < EVERY_KIND_OF_DAY; day++) if (days.matches(day)) return true;
  return false;
}
