import { describe, expect, it } from 'vitest';
import { cronProblem, cronRemark, soundCron } from '../../../src/desired/schedule/cron/cron.js';
import { DAY_MS } from '../../../src/domain/duration.js';

describe('an error names the field, the value as written and the correct form', () => {
  it.each<[string, string]>([
    ['60 7 * * *', 'minute 60 does not exist: minutes are 0-59, the full hour is 0'],
    ['0 24 * * *', 'hour 24 does not exist: hours are 0-23, midnight is 0'],
    ['0 7 0 * *', 'day of month 0 does not exist: days are 1-31, L is the last'],
    ['0 7 32 * *', 'day of month 32 does not exist: days are 1-31, L is the last'],
    ['0 7 * 13 *', 'month 13 does not exist: months are 1-12 or JAN-DEC'],
    ['0 7 * * 8', 'day of week 8 does not exist: days are 0-7 or SUN-SAT, 0 and 7 are Sunday'],
    ['0 7 * * FRI-MON', 'day of week FRI-MON runs backwards: write FRI-SUN,MON'],
    ['0 7 * * fri-tue', 'day of week fri-tue runs backwards: write FRI-SUN,MON-TUE'],
    ['0 7 * * SAT-SUN,FRI-MON', 'day of week FRI-MON runs backwards: write FRI-SUN,MON'],
    ['0 7 * * 5-1', 'day of week 5-1 runs backwards: write 5-7,1'],
    ['0 7 * * 6-0', 'day of week 6-0 runs backwards: write 6-7'],
    ['0 7 * * 7-2', 'day of week 7-2 runs backwards: write 7,1-2'],
    ['0 7 * * FRI-MON/2', 'day of week FRI-MON/2 runs backwards: write FRI,SUN'],
    ['0 22-6 * * *', 'hour 22-6 runs backwards: write 22-23,0-6'],
    ['0 23-5 * * *', 'hour 23-5 runs backwards: write 23,0-5'],
    ['0 20-4/3 * * *', 'hour 20-4/3 runs backwards: write 20,23,2'],
    ['45-10 * * * *', 'minute 45-10 runs backwards: write 45-59,0-10'],
    ['0 7 25-3 * *', 'day of month 25-3 runs backwards: write 25-31,1-3'],
    ['0 7 * NOV-FEB *', 'month NOV-FEB runs backwards: write NOV-DEC,JAN-FEB'],
    ['0 7 * * monday', 'day of week monday: names have three letters: write MON'],
    ['0 7 * * Mon-Friday', 'day of week Mon-Friday: names have three letters: write Mon-FRI'],
    ['0 7 * JANUARY-March *', 'month JANUARY-March: names have three letters: write JAN-MAR'],
    ['0 7 * december *', 'month december: names have three letters: write DEC'],
    ['5/15 * * * *', 'minute 5/15: a step needs a range: write 5-59/15'],
    ['*/0 * * * *', 'minute */0: the step is a whole number from 1 to 60'],
    ['*/61 * * * *', 'minute */61: the step is a whole number from 1 to 60'],
    ['0 7 1,,2 * *', 'day of month 1,,2: there is nothing between two commas: write 1,2'],
    ['0 7 * * 5#6', 'day of week 5#6: after # write 1-5, or L for the last'],
    [
      '0 7 * * 1-',
      'day of week "1-" is not understood: write a value, a range (MON-WED), a list (1,3) or a step (*/2); days are 0-7 or SUN-SAT, 0 and 7 are Sunday',
    ],
    ['0 7 * * montag', 'day of week montag: names have three letters: write MON'],
    [
      '0 H * * *',
      'hour "H" is not understood: write a value, a range (1-3), a list (1,3) or a step (*/2); hours are 0-23, midnight is 0',
    ],
    [
      '61 25 * 13 *',
      'minute 61 does not exist: minutes are 0-59, the full hour is 0; hour 25 does not exist: hours are 0-23, midnight is 0; month 13 does not exist: months are 1-12 or JAN-DEC',
    ],
  ])('%s', (expression, problem) => {
    expect(cronProblem(expression)).toBe(`"${expression}": ${problem}`);
  });

  it.each<[string, string, string]>([
    ['', '0 fields', ''],
    ['constructor', '1 field', ''],
    ['daily', '1 field', ''],
    ['0 7 * *', '4 fields', ''],
    ['0 0 7 * * 1-5', '6 fields', '; seconds and years are not read: write "0 7 * * 1-5"'],
    ['0 7 ? * MON-FRI 2027', '6 fields', '; seconds and years are not read: write "0 7 ? * MON-FRI"'],
    ['0 7 * * 1-5 2027', '6 fields', '; seconds and years are not read: write "0 7 * * 1-5"'],
    // The last field may be a year or seconds. What looks like seconds first then is something else.
    ['0 7 * * 1-5 *', '6 fields', '; seconds and years are not read: write "7 * * 1-5 *" or "0 7 * * 1-5"'],
    ['30 0 7 * * *', '6 fields', '; seconds and years are not read'],
    // Where ? is written, 1 is Sunday, not Monday.
    ['0 7 ? * 2-6 *', '6 fields', '; seconds and years are not read'],
    ['0 0 7 ? * 2-6', '6 fields', '; seconds and years are not read'],
    ['0 0 7 ? * MON-FRI *', '7 fields', '; seconds and years are not read: write "0 7 ? * MON-FRI"'],
    ['0 7 * * 1, 3,5', '6 fields', '; a list or range has no spaces: write "0 7 * * 1,3,5"'],
    ['0 7 * * MON - FRI', '7 fields', '; a list or range has no spaces: write "0 7 * * MON-FRI"'],
  ])('%j has %s%s', (expression, fields, hint) => {
    const needed = 'and five are needed: minute, hour, day of month, month, day of week';
    expect(cronProblem(expression)).toBe(`${JSON.stringify(expression)} has ${fields}, ${needed}${hint}`);
  });

  it.each<[string, string]>([
    [
      'CRON_TZ=Europe/Vienna 0 7 * * *',
      'begins with a time zone: write it beside the cron, as timezone: Europe/Vienna',
    ],
    ['TZ=UTC @daily', 'begins with a time zone: write it beside the cron, as timezone: UTC'],
    [
      '@reboot',
      'names no times: write five fields, or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually',
    ],
    [
      '@every 5m',
      'names no times: write five fields, or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually',
    ],
    ['0 0 30 2 *', 'never fires: there is no such day'],
    ['0 0 31 4,6,9,11 *', 'never fires: there is no such day'],
  ])('%j is wrong as a whole', (expression, problem) => {
    expect(cronProblem(expression)).toBe(`${JSON.stringify(expression)} ${problem}`);
  });

  it.each([
    '0 0 29 2 *',
    '0 0 30 2 1',
    '*/15 8-18 1,15 JAN-MAR MON#1',
    '00 07 * * *',
    '0 7 * * FRI-SUN',
    '0\t7 * * *',
    '0 7 ? * MON',
    '0 0 L * *',
    '0 0 LW * *',
    '0 0 15W * *',
    '0 0 * * 5L',
    '0 0 * * MON-FRI#2',
    '*/60 * * * *',
  ])('%s is valid', (expression) => {
    expect(cronProblem(expression)).toBeUndefined();
  });
});

describe('the nicknames of crontab(5) are known', () => {
  it.each([
    ['@hourly', '0 * * * *'],
    ['@daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
    [' @Annually ', '0 0 1 1 *'],
  ])('%j is %s', (nickname, fields) => {
    const [read, meant] = [soundCron(nickname), soundCron(fields)];
    expect([read.times, read.fixed]).toEqual([meant.times, meant.fixed]);
    const days = Array.from({ length: 800 }, (_, day) => day);
    expect(days.filter(read.matches)).toEqual(days.filter(meant.matches));
  });
});

/** Returns the days of 2026 on which a cron fires, or the first of them. */
function days(expression: string): string[] {
  const first = Date.parse('2026-01-01') / DAY_MS;
  return Array.from({ length: 365 }, (_, day) => first + day)
    .filter((day) => soundCron(expression).matches(day))
    .slice(0, 5)
    .map((day) => new Date(day * DAY_MS).toISOString().slice(5, 10));
}

describe('a cron fires on the right days', () => {
  it.each<[string, string[]]>([
    ['0 0 1 * *', ['01-01', '02-01', '03-01', '04-01', '05-01']],
    ['0 0 * * 1', ['01-05', '01-12', '01-19', '01-26', '02-02']],
    ['0 0 * * 7', ['01-04', '01-11', '01-18', '01-25', '02-01']],
    ['0 0 * * SAT-SUN', ['01-03', '01-04', '01-10', '01-11', '01-17']],
    ['0 0 13 * 5', ['01-02', '01-09', '01-13', '01-16', '01-23']],
    ['0 0 */2 * 1', ['01-05', '01-19', '02-09', '02-23', '03-09']],
    ['0 0 13 * */6', ['06-13', '09-13', '12-13']],
    ['0 0 13 * +5', ['02-13', '03-13', '11-13']],
    ['0 0 31 * *', ['01-31', '03-31', '05-31', '07-31', '08-31']],
    ['0 0 L * *', ['01-31', '02-28', '03-31', '04-30', '05-31']],
    ['0 0 LW * *', ['01-30', '02-27', '03-31', '04-30', '05-29']],
    ['0 0 15W * *', ['01-15', '02-16', '03-16', '04-15', '05-15']],
    ['0 0 1W * *', ['01-01', '02-02', '03-02', '04-01', '05-01']],
    ['0 0 31W * *', ['01-30', '03-31', '05-29', '07-31', '08-31']],
    ['0 0 * * FRI#2', ['01-09', '02-13', '03-13', '04-10', '05-08']],
    ['0 0 * * 5L', ['01-30', '02-27', '03-27', '04-24', '05-29']],
    ['0 0 * * MON#L,TUE#1', ['01-06', '01-26', '02-03', '02-23', '03-03']],
  ])('%s', (expression, expected) => {
    expect(days(expression)).toEqual(expected);
  });
});

it.each<[string, string | undefined]>([
  ['0 7 * * 1', undefined],
  ['0 7 13 * *', undefined],
  [
    '0 7 13 * 5',
    'restricts the day of month and the day of week: it fires on days that fit either, as with cron',
  ],
  [
    '0 7 */2 * 1',
    'restricts the day of month and the day of week: because one of them begins with *, it fires on days that fit both, as with cron on Debian',
  ],
])('warns if both day fields are restricted: %s', (expression, remark) => {
  expect(cronRemark(expression)).toBe(remark && `"${expression}" ${remark}`);
});
