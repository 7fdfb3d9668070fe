import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { desiredReplicas, type Scheduled } from '../../../src/desired/schedule/schedule.js';
import { nextChange, replicaTimeline } from '../../../src/desired/schedule/schedule-changes.js';

const HOUR_MS = 3_600_000;
const timezone = fc.constantFrom(
  'Europe/Vienna',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
);
const cron = fc.constantFrom(
  '0 7 * * 1-5',
  '30 2 * * *',
  '0 2,3 * * *',
  '*/30 2 * * *',
  '15 * * * *',
  '0 0 29 2 *',
  '0 0 1 1 *',
);
const replicas = fc.nat({ max: 3 });
/** Moments in steps of half a second, around both changes of the clock and the end of a leap year. */
const moment = fc
  .tuple(
    fc.constantFrom(
      '2026-03-29T01:00:00Z',
      '2026-10-25T01:00:00Z',
      '2027-12-31T23:00:00Z',
      '2028-02-29T00:00:00Z',
    ),
    fc.integer({ min: -172_800, max: 172_800 }),
  )
  .map(([base, halfSeconds]) => new Date(Date.parse(base) + halfSeconds * 500));
const deployment: fc.Arbitrary<Scheduled> = fc.record({
  replicas,
  timezone,
  schedule: fc.array(fc.record({ cron, replicas, timezone: fc.option(timezone, { nil: undefined }) }), {
    maxLength: 4,
  }),
  except: fc.array(
    fc.record({ date: fc.constantFrom('2026-03-29', '2026-10-24..2026-10-25', '2027-12-31..2028-01-01') }),
    { maxLength: 2 },
  ),
});

it('a timeline has no gaps and agrees with desiredReplicas at every moment', () => {
  fc.assert(
    fc.property(deployment, moment, fc.array(fc.nat({ max: 96 * HOUR_MS - 1 })), (one, from, offsets) => {
      const to = new Date(from.getTime() + 96 * HOUR_MS);
      const timeline = replicaTimeline(one, from, to);
      expect(timeline.map((segment) => segment.from)).toEqual([
        from,
        ...timeline.slice(0, -1).map((segment) => segment.to),
      ]);
      expect(timeline.at(-1)?.to).toEqual(to);
      for (const offset of offsets) {
        const at = new Date(from.getTime() + offset);
        const segment = timeline.find((candidate) => candidate.from <= at && at < candidate.to);
        expect(segment?.replicas).toBe(desiredReplicas(one, at).replicas);
      }
    }),
  );
});

it('the replicas stay the same until the next change', () => {
  fc.assert(
    fc.property(deployment, moment, fc.nat({ max: 1000 }), (one, at, permille) => {
      const now = desiredReplicas(one, at).replicas;
      const change = nextChange(one, at);
      const end = change?.at.getTime() ?? at.getTime() + 1000 * HOUR_MS;
      const between = new Date(at.getTime() + Math.floor(((end - 1 - at.getTime()) * permille) / 1000));
      expect(desiredReplicas(one, between).replicas).toBe(now);
      if (change !== undefined) expect(desiredReplicas(one, change.at).replicas).toBe(change.replicas);
      expect(change?.replicas).not.toBe(now);
    }),
  );
});
