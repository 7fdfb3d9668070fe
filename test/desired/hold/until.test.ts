import { describe, expect, test } from 'vitest';
import { parseUntil } from '../../../src/desired/hold/until.js';

/** Thursday, 17:30 in Vienna. */
const NOW = new Date('2026-11-26T16:30:00Z');
const until = (text: string, timezone = 'Europe/Vienna', now = NOW) => {
  const read = parseUntil(text, now, timezone);
  return typeof read === 'string' ? read : read.toISOString().replace('.000', '');
};

test.each<[string, string]>([
  ['18:00', '2026-11-26T17:00:00Z'],
  ['02:00', '2026-11-27T01:00:00Z'],
  ['2:00', '2026-11-27T01:00:00Z'],
  // The current time of day means tomorrow.
  ['17:30', '2026-11-27T16:30:00Z'],
  ['00:00', '2026-11-26T23:00:00Z'],
  ['24:00', '2026-11-26T23:00:00Z'],
  ['+4h', '2026-11-26T20:30:00Z'],
  ['4h', '2026-11-26T20:30:00Z'],
  ['+1h30m', '2026-11-26T18:00:00Z'],
  ['+1.5s', '2026-11-26T16:30:01Z'],
  ['2026-12-01T08:00', '2026-12-01T07:00:00Z'],
  ['2026-12-01T08:00Z', '2026-12-01T08:00:00Z'],
  ['2026-12-01', '2026-11-30T23:00:00Z'],
])('%s is %s', (text, expected) => {
  expect(until(text)).toBe(expected);
});

test.each<[string, string]>([
  ['2026-11-26T17:00', 'is in the past: 2026-11-26T17:00 was 2026-11-26T16:00:00Z'],
  ['+0s', 'is in the past'],
  ['tomorrow', 'is no time in ISO 8601'],
  ['25:00', 'is no time in ISO 8601'],
  ['7pm', '02:00 or +4h'],
  ['', 'is no time in ISO 8601'],
  ['+4', '"+4" has no unit'],
  ['+4x', 'is not a duration'],
  ['-4h', 'is no time in ISO 8601'],
  ['2026-02-30', 'names a time that does not exist'],
  ['9999-12-31T23:59-05:00', 'is too far away'],
])('%s: %s', (text, expected) => {
  expect(until(text)).toContain(expected);
});

test('a time that is in the year 10000 only in UTC is too far away too', () => {
  expect(until('9999-12-31T23:59', 'America/New_York')).toContain('is too far away');
  expect(until('9999-12-31', 'America/New_York')).toBe('9999-12-31T05:00:00Z');
});

describe('when the clock changes', () => {
  test('a time that does not exist is the moment of the jump', () => {
    expect(until('02:30', 'Europe/Vienna', new Date('2026-03-28T20:00:00Z'))).toBe('2026-03-29T01:00:00Z');
  });
  test('a time that comes twice is the next of the two', () => {
    expect(until('02:30', 'Europe/Vienna', new Date('2026-10-24T20:00:00Z'))).toBe('2026-10-25T00:30:00Z');
    expect(until('02:30', 'Europe/Vienna', new Date('2026-10-25T00:45:00Z'))).toBe('2026-10-25T01:30:00Z');
    expect(until('02:30', 'Europe/Vienna', new Date('2026-10-25T01:30:00Z'))).toBe('2026-10-26T01:30:00Z');
  });
});
