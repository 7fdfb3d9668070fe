import { describe, expect, test } from 'vitest';
import { size, time } from '../../../src/output/views/reference-values.js';

describe('times have the format of Go’s RFC 3339', () => {
  test.each([
    [undefined, ''],
    ['', ''],
    ['2025-06-30T08:15:00Z', '2025-06-30T08:15:00Z'],
    ['2025-06-30T08:15:00.123456Z', '2025-06-30T08:15:00Z'],
    ['2025-06-30T08:15:00.9+02:00', '2025-06-30T08:15:00+02:00'],
    ['2025-06-30T08:15:00+00:00', '2025-06-30T08:15:00Z'],
    ['2025-06-30t08:15:00z', '2025-06-30T08:15:00Z'],
    ['yesterday', 'yesterday'],
  ])('%s → %s', (given, shown) => expect(time(given)).toBe(shown));
});

describe('sizes have the format of the reference', () => {
  const KiB = 1024;
  const GiB = KiB ** 3;
  test.each([
    [undefined, ''],
    [0, ''],
    [1, '1 B'],
    [9, '9 B'],
    [10, '10 B'],
    [1023, '1023 B'],
    [KiB, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [10 * KiB, '10 KiB'],
    [10.5 * KiB, '10 KiB'],
    [11.5 * KiB, '12 KiB'],
    [KiB ** 2 - 1, '1024 KiB'],
    [64 * GiB, '64 GiB'],
    [13.49 * GiB, '14 GiB'],
    [1.25 * KiB * GiB, '1.3 TiB'],
  ])('%s bytes → %s', (bytes, shown) => expect(size(bytes)).toBe(shown));
});
