import { Cron } from 'croner';
import { describe, expect, it, vi } from 'vitest';
import type { Scheduled } from '../../src/domain/schedule.js';
import { gpuHours, peakReplicas, replicaTimeline } from '../../src/domain/schedule-timeline.js';

const timezone = 'Europe/Vienna';
const office: Scheduled = {
  replicas: 1,
  timezone,
  schedule: [
    { cron: '0 7 * * 1-5', replicas: 3 },
    { cron: '0 20 * * 1-5', replicas: 0 },
  ],
  except: [{ date: '2026-12-24..2027-01-06', replicas: 0 }],
};
const always: Scheduled = { replicas: 2, timezone, schedule: [], except: [] };
/** A week from midnight to midnight in Vienna. */
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
    const segments = replicaTimeline(
      office,
      new Date('2026-03-27T05:00:00Z'),
      new Date('2026-03-30T06:00:00Z'),
    );
    expect(
      segments.map(({ from, to, replicas }) => [from.toISOString(), to.toISOString(), replicas]),
    ).toEqual([
      ['2026-03-27T05:00:00.000Z', '2026-03-27T06:00:00.000Z', 0],
      ['2026-03-27T06:00:00.000Z', '2026-03-27T19:00:00.000Z', 3],
      ['2026-03-27T19:00:00.000Z', '2026-03-30T05:00:00.000Z', 0],
      ['2026-03-30T05:00:00.000Z', '2026-03-30T06:00:00.000Z', 3],
    ]);
  });

  it('tells an excepted day apart even where the value stays', () => {
    expect(timeline(office, 'holidays begin').map(({ replicas, why }) => `${replicas} ${why.kind}`)).toEqual([
      ...['0 schedule', '3 schedule', '0 schedule', '3 schedule', '0 schedule', '3 schedule', '0 schedule'],
      '0 except',
    ]);
  });

  it('of nothing is nothing', () => {
    const at = new Date('2026-03-27T05:00:00Z');
    expect(replicaTimeline(office, at, at)).toEqual([]);
    expect(gpuHours([], { gpuCount: 1, timezone, peak: 3 })).toEqual({
      days: [],
      total: 0,
      maximum: 0,
      saved: 0,
    });
  });

  // Counted, not timed: asking a cron for its next moment is what takes time. `npm run bench` times the whole.
  it('asks the crons of 50 deployments once a change, for a week', () => {
    const fleet = Array.from(
      { length: 50 },
      (_, i): Scheduled => ({
        ...office,
        schedule: office.schedule.map((entry) => ({ ...entry, cron: entry.cron.replace('0', String(i)) })),
      }),
    );
    const next = vi.spyOn(Cron.prototype, 'nextRun');
    const previous = vi.spyOn(Cron.prototype, 'previousRuns');
    expect(fleet.map((deployment) => timeline(deployment, 'clock forward').length)).toEqual(
      fleet.map(() => 11),
    );
    // Where it begins, each of the two crons is asked in both directions; then each of the 11 changes asks once.
    expect(next.mock.calls.length + previous.mock.calls.length).toBeLessThanOrEqual(50 * (4 + 11));
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
    const hours = gpuHours(segments, { gpuCount, timezone, peak: peakReplicas(deployment, segments) });
    expect(hours.days.map((day) => day.gpuHours)).toEqual(days);
    expect(hours.total).toBe(days.reduce((sum, day) => sum + day, 0));
    expect([hours.saved, hours.maximum]).toEqual([saved, hours.total + saved]);
  });
});
