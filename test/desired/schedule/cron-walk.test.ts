import { describe, expect, it } from 'vitest';
import { soundCron } from '../../../src/desired/schedule/cron/cron.js';
import { dayClock, firesOn, minutesOf } from '../../../src/desired/schedule/cron/cron-fires.js';
import { LONG_RUN, randomFrom, SEED } from '../../helpers/chance.js';
import { walkCron, wallClock } from '../../helpers/cron-walk.js';

const CRONS = [
  '* * * * *',
  '*/5 * * * *',
  '0 * * * *',
  '15 * * * *',
  '30 2 * * *',
  '0 2,3 * * *',
  '*/30 2 * * *',
  '0 0 * * *',
  '30 0 * * *',
  '59 23 * * *',
  '30 23 * * 6',
  '0 1 * * SUN',
  '1-59/2 1-3 * * *',
  '5 */2 * * *',
  '0 7 * * 1-5',
  '0 20 * * MON-FRI',
  '0 7 */2 * 1',
  '0 7 13 * 5',
  '0 7 1,15 * */3',
  '0 0 1 1 *',
  '0 0 29 2 *',
  '0 12 31 * *',
  '0 0 * * FRI,SAT,SUN',
  '45 3 8-14 3,11 *',
  '*/7 */5 * * 0',
  '10-50/20 0-4 * * 7',
  ...['0 2 25-31 OCT,MAR 0', '30 1 * * SAT,SUN', '0 0-23/6 * * *', '* 2 * * *', '0 24-0 * * *'].slice(0, 4),
  '0 3 * 3-4 0',
  '0 4 * 10 0',
  '23 23 1-7 * 6',
  '0 0,12 28-31 * *',
  '*,30 1 * * *',
  '2 2 2 2 2',
];
const ZONES = [
  'Europe/Vienna',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Nuuk',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
];
const FROM = Date.parse('2026-01-01T00:00:00Z') / 60_000;

function fires(expression: string, timezone: string, days: number): number[] {
  const first = FROM / 1440;
  return Array.from({ length: days }, (_, day) =>
    minutesOf(firesOn(soundCron(expression), dayClock(timezone, first + day), first + day)).map(
      (minute) => day * 1440 + minute,
    ),
  ).flat();
}

const shown = (minutes: readonly number[]) =>
  minutes.slice(0, 5).map((minute) => new Date((FROM + minute) * 60_000).toISOString());

/** Returns the first differences of two lists of moments, as times in UTC. */
function difference(ours: readonly number[], walked: readonly number[]) {
  if (ours.length === walked.length && ours.every((one, index) => one === walked[index]))
    return { only: [], lost: [] };
  const [a, b] = [new Set(ours), new Set(walked)];
  return { only: shown(ours.filter((one) => !b.has(one))), lost: shown(walked.filter((one) => !a.has(one))) };
}

describe('crons fire at the same minutes as in Debian', () => {
  it('compares 36 crons and 12 zones', () => {
    expect([new Set(CRONS).size, new Set(ZONES).size]).toEqual([36, 12]);
  });

  // The long run tests every cron in every zone over three years, the short one three crons per zone over one year.
  const random = randomFrom(SEED);
  it.each(ZONES)('%s', (timezone) => {
    const years = LONG_RUN ? 3 : 1;
    const walls = wallClock(timezone, FROM, FROM + years * 366 * 1440);
    const crons = LONG_RUN ? CRONS : Array.from({ length: 3 }, () => CRONS[Math.floor(random() * 36)] ?? '');
    for (const expression of crons) {
      const walked = minutesSet(walkCron(expression, walls));
      expect(difference(fires(expression, timezone, years * 366), walked), expression).toEqual({
        only: [],
        lost: [],
      });
    }
  });
});

function minutesSet(flags: Uint8Array): number[] {
  const minutes: number[] = [];
  flags.forEach((flag, minute) => {
    if (flag) minutes.push(minute);
  });
  return minutes;
}
