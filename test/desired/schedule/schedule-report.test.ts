import { describe, expect, it } from 'vitest';
import { gpuHours, peakReplicas } from '../../../src/desired/schedule/drawn/schedule-report.js';
import type { Scheduled } from '../../../src/desired/schedule/schedule.js';
import { replicaTimeline } from '../../../src/desired/schedule/schedule-changes.js';
import { addDays, dateOf, startOfDay } from '../../../src/desired/schedule/schedule-time.js';
import { APP } from '../../helpers/schedule-report.js';

const timezone = 'Europe/Vienna';
const office: Scheduled = { ...APP, except: [{ date: '2026-12-24..2027-01-06', replicas: 0 }] };
const always: Scheduled = { replicas: 2, timezone, schedule: [], except: [] };
/** Weeks from midnight to midnight in Vienna. */
const weeks = {
  'clock forward': ['2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z'],
  'clock back': ['2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z'],
  holidays: ['2026-12-27T23:00:00Z', '2027-01-03T23:00:00Z'],
  'holidays begin': ['2026-12-20T23:00:00Z', '2026-12-27T23:00:00Z'],
} as const;
const timeline = (deployment: Scheduled, week: keyof typeof weeks) =>
  replicaTimeline(deployment, new Date(weeks[week][0]), new Date(weeks[week][1]));

describe('replicas over time', () => {
  it('has a segment for each stretch with one value, without gaps', () => {
    const at = (day: number, hour: number) => new Date(Date.UTC(2026, 2, day, hour));
    expect(replicaTimeline(office, at(27, 5), at(30, 6))).toMatchObject([
      { from: at(27, 5), to: at(27, 6), replicas: 0 },
      { from: at(27, 6), to: at(27, 19), replicas: 3 },
      { from: at(27, 19), to: at(30, 5), replicas: 0 },
      { from: at(30, 5), to: at(30, 6), replicas: 3 },
    ]);
  });

  it('has a segment of its own for an excepted day even with the same value', () => {
    expect(timeline(office, 'holidays begin').map(({ replicas, why }) => `${replicas} ${why.kind}`)).toEqual([
      '0 schedule',
      '3 schedule',
      '0 schedule',
      '3 schedule',
      '0 schedule',
      '3 schedule',
      '0 schedule',
      '0 except',
    ]);
  });

  it('has a segment of its own for a hold on excepted days even with the same value', () => {
    const [since, until] = ['2026-12-25T10:00:00Z', '2026-12-25T12:00:00Z'];
    const hold = { from: since, to: until, replicas: 0, heldBy: 'ada' };
    const held = timeline({ ...office, except: [...office.except, hold] }, 'holidays begin');
    expect(held.filter(({ why }) => why.kind === 'except')).toMatchObject([
      { to: new Date(since), why: { index: 0 } },
      { to: new Date(until), why: { entry: { heldBy: 'ada' } } },
      { from: new Date(until), why: { index: 0 } },
    ]);
  });

  it('knows after excepted days since when a cron holds, with and without windows', () => {
    const often = { cron: '* 5 * * *', replicas: 2 };
    const except = [{ from: '2026-11-21T06:30', to: '2026-11-22T10:00', replicas: 1 }];
    for (const schedule of [[often], [often, { from: '20:00', to: '22:00', replicas: 0 }]]) {
      const deployment = { replicas: 1, timezone, schedule, except };
      const [from, to] = [new Date('2026-11-22T00:00:00Z'), new Date('2026-11-22T12:00:00Z')];
      expect(replicaTimeline(deployment, from, to).at(-1)).toMatchObject({
        from: new Date('2026-11-22T09:00:00Z'),
        why: { kind: 'schedule', since: new Date('2026-11-22T04:59:00Z') },
      });
    }
  });

  it('knows after a window since when a cron holds that fired several times before it', () => {
    const schedule = [
      { cron: '0 6-10 * * *', replicas: 2 },
      { from: '12:00', to: '15:00', replicas: 0 },
    ];
    const [from, to] = [new Date('2026-12-05T00:00:00Z'), new Date('2026-12-06T00:00:00Z')];
    expect(replicaTimeline({ ...always, schedule }, from, to).at(-1)).toMatchObject({
      from: new Date('2026-12-05T14:00:00Z'),
      why: { kind: 'schedule', index: 0, since: new Date('2026-12-05T09:00:00Z') },
    });
  });

  it('has no segments in an empty time', () => {
    const at = new Date('2026-03-27T05:00:00Z');
    expect(replicaTimeline(office, at, at)).toEqual([]);
    expect(gpuHours([], { gpuCount: 1, bounds: [], peak: 3 })).toEqual({
      days: [],
      total: 0,
      maximum: 0,
      saved: 0,
    });
  });

  // Crons that fire each minute without a change must not become many segments.
  it('has one segment for a year of entries that fire without a change', () => {
    const minutes = [
      { cron: '*/2 * * * *', replicas: 2 },
      { cron: '1-59/2 * * * *', replicas: 2 },
    ];
    const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')];
    expect(replicaTimeline({ ...office, schedule: minutes, except: [] }, from, to)).toMatchObject([
      { from, to, replicas: 2 },
    ]);
  });
});

describe('GPU-hours', () => {
  it.each<[string, Scheduled, keyof typeof weeks, number, number[], number]>([
    [
      '13 hours × 3 replicas × 2 GPUs on weekdays',
      office,
      'clock forward',
      2,
      [78, 78, 78, 78, 78, 0, 0],
      612,
    ],
    [
      'Sunday has 23 hours when the clock goes forward',
      always,
      'clock forward',
      1,
      [48, 48, 48, 48, 48, 48, 46],
      0,
    ],
    [
      'Sunday has 25 hours when the clock goes back',
      always,
      'clock back',
      1,
      [48, 48, 48, 48, 48, 48, 50],
      0,
    ],
    [
      'a week of holidays saves all of the regular maximum',
      office,
      'holidays',
      1,
      [0, 0, 0, 0, 0, 0, 0],
      504,
    ],
  ])('%s', (_, deployment, week, gpuCount, days, saved) => {
    const segments = timeline(deployment, week);
    const [from] = weeks[week];
    const monday = dateOf(new Date(from), timezone);
    const bounds = Array.from({ length: 8 }, (_, day) => startOfDay(addDays(monday, day), timezone));
    const hours = gpuHours(segments, { gpuCount, bounds, peak: peakReplicas(deployment, segments) });
    expect(hours.days).toEqual(days);
    expect(hours.total).toBe(days.reduce((sum, day) => sum + day, 0));
    expect([hours.saved, hours.maximum]).toEqual([saved, hours.total + saved]);
  });
});
