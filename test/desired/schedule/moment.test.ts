import { describe, expect, test } from 'vitest';
import { momentIn, parseMoment } from '../../../src/desired/schedule/moment.js';

const VIENNA = ['Europe/Vienna', 'Europe/Vienna'];
const read = (text: string, zones: string[] = VIENNA) => {
  const typed = parseMoment(text);
  return typeof typed === 'string' ? typed : momentIn(typed, zones)?.toISOString();
};

describe('moments', () => {
  test.each([
    ['2026-12-24T08:00Z', '2026-12-24T08:00:00.000Z'],
    ['2026-12-24T08:00:30Z', '2026-12-24T08:00:30.000Z'],
    ['2026-12-24t08:00:30.999z', '2026-12-24T08:00:30.000Z'],
    ['2026-12-24T08:00+01:00', '2026-12-24T07:00:00.000Z'],
    ['2026-12-24T08:00-0530', '2026-12-24T13:30:00.000Z'],
    ['2026-12-24T08:00', '2026-12-24T07:00:00.000Z'],
    ['2026-07-01 08:00', '2026-07-01T06:00:00.000Z'],
    ['2026-12-24', '2026-12-23T23:00:00.000Z'],
    // A time that the clock skips is the moment of the jump, and one that comes twice is the first of both.
    ['2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ])('%s is %s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  test('a time without an offset is in UTC without deployments, and undefined with several time zones', () => {
    expect(read('2026-12-24T08:00', [])).toBe('2026-12-24T08:00:00.000Z');
    expect(read('2026-12-24T08:00', ['Europe/Vienna', 'UTC'])).toBeUndefined();
    expect(read('2026-12-24T08:00Z', ['Europe/Vienna', 'UTC'])).toBe('2026-12-24T08:00:00.000Z');
  });

  test.each([
    'tomorrow',
    '',
    '08:00',
    '24.12.2026',
    '2026-12',
    '2026-12-24T8:00',
    '1766563200',
    '2026-12-24Z',
  ])('%j is no moment', (text) => expect(read(text)).toContain('is no time in ISO 8601'));

  test.each(['2026-02-29', '2026-13-01', '2026-12-24T24:00', '2026-12-24T08:60Z'])(
    '%s does not exist',
    (text) => expect(read(text)).toContain('names a time that does not exist'),
  );

  test.each(['2026-12-24T08:00+99:00', '2026-12-24T08:00+01:75'])('%s has an invalid offset', (text) =>
    expect(read(text)).toContain('has an offset that does not exist'),
  );
});
