import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  gpuHours,
  gpuTime,
  type SizeChange,
  stretches,
  utcDays,
  within,
} from '../../src/domain/money/gpu-time.js';
import { runs } from '../helpers/chance.js';

const H = 3_600_000;
const at = (hour: number, replicas: SizeChange['replicas']): SizeChange => ({ atMs: hour * H, replicas });
const window = (from: number, to: number) => ({ fromMs: from * H, toMs: to * H });
/** Returns the GPU-hours and unknown hours in a window of ten hours. */
const hours = (changes: SizeChange[], before: SizeChange['replicas'], gpuCount: number | undefined = 2) => {
  const { gpuMs, unknownMs } = gpuTime(stretches(changes, window(0, 10), before), gpuCount);
  return [gpuMs / H, unknownMs / H];
};

describe('GPU-hours are gpu-count × replicas over time', () => {
  test.each<[string, SizeChange[], SizeChange['replicas'], number, number]>([
    ['nothing changed', [], 3, 60, 0],
    ['there was nothing', [], 0, 0, 0],
    ['created', [at(4, 1)], 0, 12, 0],
    ['created and scaled', [at(4, 1), at(8, 3)], 0, 8 + 12, 0],
    ['scaled to zero', [at(4, 0)], 1, 8, 0],
    ['scaled to zero and back', [at(2, 0), at(8, 1)], 1, 4 + 4, 0],
    ['created and deleted', [at(1, 2), at(2, 0)], 0, 4, 0],
    ['a gap before the first change', [at(4, 1)], 'unknown', 12, 4],
    ['a gap in the middle', [at(2, 'unknown'), at(5, 1)], 1, 4 + 10, 3],
    ['a change to the same size', [at(5, 1)], 1, 20, 0],
    ['not in order', [at(8, 0), at(4, 1)], 0, 8, 0],
    ['two at one moment: the later of the list', [at(4, 5), at(4, 1)], 0, 12, 0],
    ['before the window', [at(-5, 2), at(-1, 1)], 0, 20, 0],
    ['at its first moment', [at(0, 1)], 3, 20, 0],
    ['at its last moment, which is not in it', [at(10, 9)], 1, 20, 0],
    ['after it', [at(11, 9)], 1, 20, 0],
  ])('%s', (_, changes, before, known, unknown) => {
    expect(hours(changes, before)).toEqual([known, unknown]);
  });

  test('with an unknown GPU count, only hours with replicas are unknown', () => {
    const all = stretches([at(4, 0)], window(0, 10), 1);
    expect(gpuTime(all, undefined)).toEqual({ gpuMs: 0, unknownMs: 4 * H });
  });

  test('an empty window has no stretches', () => {
    expect(stretches([at(0, 1)], window(5, 5), 1)).toEqual([]);
  });

  test('stretches have no gaps, and splitting a window does not change the total', () => {
    const change = fc.record({
      atMs: fc.integer({ min: -20, max: 120 }),
      replicas: fc.oneof(fc.nat(8), fc.constant('unknown' as const)),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 12 }),
        fc.oneof(fc.nat(8), fc.constant('unknown' as const)),
        fc.integer({ min: 0, max: 100 }),
        (changes, before, cut) => {
          const whole = { fromMs: 0, toMs: 100 };
          const all = stretches(changes, whole, before);
          expect(all[0]?.fromMs).toBe(0);
          expect(all.at(-1)?.toMs).toBe(100);
          for (const [i, one] of all.entries())
            expect([all[i + 1]?.fromMs ?? 100, one.fromMs < one.toMs]).toEqual([one.toMs, true]);
          const parts = [
            { fromMs: 0, toMs: cut },
            { fromMs: cut, toMs: 100 },
          ].map((part) => gpuTime(within(all, part), 3));
          const total = gpuTime(all, 3);
          expect(parts.reduce((sum, { gpuMs }) => sum + gpuMs, 0)).toBe(total.gpuMs);
          expect(parts.reduce((sum, { unknownMs }) => sum + unknownMs, 0)).toBe(total.unknownMs);
          // A window that begins later has the same stretches from there on.
          const later = stretches(changes, { fromMs: cut, toMs: 100 }, all.at(0)?.replicas ?? before);
          if (changes.some(({ atMs }) => atMs <= cut))
            expect(gpuTime(later, 3)).toEqual(gpuTime(within(all, { fromMs: cut, toMs: 100 }), 3));
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('utcDays splits a window into days of UTC', () => {
  test.each([
    ['2026-10-24T22:00:00Z', '2026-10-26T00:00:00Z', ['2026-10-24 2', '2026-10-25 24']],
    ['2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z', ['2026-03-28 24', '2026-03-29 24']],
    ['2026-12-31T23:30:00Z', '2027-01-01T00:30:00Z', ['2026-12-31 0.5', '2027-01-01 0.5']],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', []],
  ])('%s to %s', (from, to, expected) => {
    const days = utcDays({ fromMs: Date.parse(from), toMs: Date.parse(to) });
    expect(days.map(({ day, fromMs, toMs }) => `${day} ${(toMs - fromMs) / H}`)).toEqual(expected);
  });
});

test.each([
  [5_400_000, '1.5'],
  [0, '0'],
  [1, '0'],
  [1_800, '0.001'],
  // 30 minutes and 1.8 seconds: as a float it would be 0.50049….
  [1_801_800, '0.501'],
  [3_600_000 * 12_345, '12345'],
])('%d GPU-milliseconds are %s GPU-hours', (ms, said) => {
  expect(gpuHours(ms)).toBe(said);
});
