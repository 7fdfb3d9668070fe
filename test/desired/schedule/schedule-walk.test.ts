import { describe, expect, it } from 'vitest';
import { desiredReplicas, type Scheduled } from '../../../src/desired/schedule/schedule.js';
import { nextChange, replicaTimeline } from '../../../src/desired/schedule/schedule-changes.js';
import { randomFrom, runs, SEED } from '../../helpers/chance.js';
import { walkCron, wallClock } from '../../helpers/cron-walk.js';

/*
 * Compares schedules with a walk by the minute, which uses test/helpers/cron-walk.ts and only knows these rules: a cron
 * holds until another one fires, a window holds until it ends, the last of the holding entries in the file decides, and
 * excepted days override it.
 */
const minuteOf = (time: string) => Date.parse(time) / 60_000;
/** The walk begins a year early, so that the last entry that fired is known. */
const FROM = minuteOf('2026-01-01T00:00Z');
const ASKED = minuteOf('2027-02-01T00:00Z');
const TO = minuteOf('2028-04-01T00:00Z');

const CRONS = [
  '* * * * *',
  '*/7 * * * *',
  '15 * * * *',
  '30 2 * * *',
  '0 2,3 * * *',
  '*/30 2 * * *',
  '0 * 1-28 * *',
  '* 8-17 * * 1-5',
  '0 7 * * 1-5',
  '0 20 * * 1-5',
  '59 23 * * *',
  '30 23 * * 6',
  '0 7 */2 * 1',
  '0 7 13 * 5',
  '0 0 1 * *',
  '0 0 31 12 *',
  '*/5 1-3 25-31 3,10 0',
  '0 0 1 1 *',
];
const ZONES = ['Europe/Vienna', 'America/New_York', 'America/Nuuk', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const DAYS = [
  '2027-03-28',
  '2027-10-30..2027-11-01',
  '2027-12-24..2028-01-06',
  '2028-02-29',
  '2027-02-01..2027-02-03',
];

const random = randomFrom(SEED);
const one = <T>(list: readonly T[]): T => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new TypeError('an empty list');
  return found;
};
const several = <T>(most: number, make: () => T): T[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, make);
const number = () => Math.floor(random() * 3);
const TIMES = ['00:00', '02:00', '02:30', '03:00', '07:00', '20:00', '22:30', '23:30'];
const WEEKS = { 'Mon-Fri': '1-5', 'Sat,Sun': '0,6', 'Fri-Mon': '0,1,5,6', Wed: '3' } as const;
const WINDOW_DAYS = ['Mon-Fri', 'Sat,Sun', 'Fri-Mon', 'Wed'] as const;

function anyEntry(): Scheduled['schedule'][number] {
  const shared = { replicas: number(), ...(random() < 0.2 ? { timezone: one(ZONES) } : {}) };
  if (random() < 0.6) return { ...shared, cron: one(CRONS) };
  return { ...shared, days: one(WINDOW_DAYS), from: one(TIMES), to: one([...TIMES, '24:00']) };
}

function anyDeployment(): Scheduled {
  return {
    replicas: number(),
    timezone: one(ZONES),
    schedule: [anyEntry(), ...several(3, anyEntry)],
    except: several(2, () => ({ date: one(DAYS), ...(random() < 0.7 ? { replicas: number() } : {}) })),
  };
}

const walls = new Map<string, Int32Array>();
function wallOf(timezone: string): Int32Array {
  const found = walls.get(timezone) ?? wallClock(timezone, FROM, TO);
  walls.set(timezone, found);
  return found;
}

/** Returns the minutes at which an entry begins and a window ends; a cron ends when another one fires. */
function walked(entry: Scheduled['schedule'][number], wall: Int32Array) {
  if (entry.cron !== undefined)
    return { start: walkCron(entry.cron, wall), end: undefined, isSkipped: () => false };
  const { from = '', to = '', days } = entry;
  const week = WINDOW_DAYS.find((known) => known === days) ?? 'Wed';
  const weekdays = WEEKS[week].replace('1-5', '1,2,3,4,5').split(',').map(Number);
  const cron = (time: string, later: number) => {
    const [hours = '', minutes = ''] = time.split(':');
    return `${Number(minutes)} ${Number(hours) % 24} * * ${weekdays.map((day) => (day + later) % 7).join(',')}`;
  };
  const later = to <= from || to === '24:00' ? 1 : 0;
  const [begins, ends] = [from, to].map((time) => (minuteOf(`1970-01-01T${time}Z`) + 1440) % 1440);
  const length = ((ends ?? 0) - (begins ?? 0) + 1440) % 1440 || 1440;
  /** Tells whether a window that begins at a minute has also ended, because the clock jumps over all of it. */
  const isSkipped = (minute: number) => {
    const now = wall[minute] ?? 0;
    return (now - (begins ?? 0)) % 1440 >= length;
  };
  return { start: walkCron(cron(from, 0), wall), end: walkCron(cron(to, later), wall), isSkipped };
}

/** Returns the number of replicas at each minute. */
function walk({ replicas, timezone, schedule, except }: Scheduled): Uint8Array {
  const entries = schedule.map((entry) => walked(entry, wallOf(entry.timezone ?? timezone)));
  const wall = wallOf(timezone);
  const spans = except.map(({ date = '', replicas: number = replicas }) => {
    const [first = '', last = first] = date.split('..');
    return { from: minuteOf(`${first}T00:00Z`), to: minuteOf(`${last}T00:00Z`) + 1440, number };
  });
  const wanted = new Uint8Array(TO - FROM);
  const holds = entries.map(() => false);
  for (let minute = 0; minute < wanted.length; minute++) {
    let index = 0;
    for (const { start, end, isSkipped } of entries) {
      // A cron ends the cron before it, and windows end on their own.
      if (end === undefined && start[minute])
        for (const [place, other] of entries.entries()) if (other.end === undefined) holds[place] = false;
      if (start[minute] && !isSkipped(minute)) holds[index] = true;
      else if (end?.[minute]) holds[index] = false;
      index++;
    }
    const deciding = holds.lastIndexOf(true);
    const decided = schedule[deciding]?.replicas;
    const now = wall[minute] ?? 0;
    const day = spans.findLast(({ from, to }) => from <= now && now < to);
    wanted[minute] = day?.number ?? decided ?? replicas;
  }
  return wanted;
}

const at = (index: number) => new Date((FROM + index) * 60_000);

describe('a schedule agrees with a walk by the minute', () => {
  it.each(Array.from({ length: runs(2) }, (_, index) => [index, anyDeployment()] as const))(
    '%i: %j',
    (_, deployment) => {
      const wanted = walk(deployment);
      const start = ASKED - FROM;
      const turns: [string, number][] = [];
      for (let index = start; index < wanted.length; index++) {
        if (index === start || wanted[index] !== wanted[index - 1])
          turns.push([at(index).toISOString(), wanted[index] ?? 0]);
      }
      // A timeline has a segment of its own for excepted days even with the same number.
      const timeline = replicaTimeline(deployment, at(start), new Date(TO * 60_000)).filter(
        ({ replicas }, index, all) => replicas !== all[index - 1]?.replicas,
      );
      expect(timeline.map(({ from, replicas }) => [from.toISOString(), replicas])).toEqual(turns);
      for (let asked = 0; asked < 20; asked++) {
        const index = start + Math.floor(random() * (wanted.length - start) * 0.8);
        expect(desiredReplicas(deployment, at(index)).replicas, at(index).toISOString()).toBe(wanted[index]);
        const turn = wanted.subarray(index).findIndex((replicas) => replicas !== wanted[index]);
        const change = turn < 0 ? turn : index + turn;
        const next = nextChange(deployment, at(index));
        const isBeyond = next === undefined || next.at.getTime() >= TO * 60_000;
        expect(isBeyond ? undefined : next.at.toISOString(), at(index).toISOString()).toBe(
          change < 0 ? undefined : at(change).toISOString(),
        );
      }
    },
  );
});
