import { expect, test } from 'vitest';
import { sinceBefore } from '../../../src/commands/lib/audit-events.js';

const since = sinceBefore(Date.parse('2026-11-25T12:00:00Z'));

test.each([
  ['7d', '2026-11-18T12:00:00.000Z'],
  ['2w', '2026-11-11T12:00:00.000Z'],
  ['36h', '2026-11-24T00:00:00.000Z'],
  ['1h30m', '2026-11-25T10:30:00.000Z'],
  ['2026-10-01', '2026-10-01T00:00:00.000Z'],
  ['2026-10-01T08:00+02:00', '2026-10-01T06:00:00.000Z'],
  ['2026-10-01T08:00:00.5Z', '2026-10-01T08:00:00.500Z'],
])('--since %s is %s', (text, moment) => {
  expect(new Date(since.parse(text)).toISOString()).toBe(moment);
});

test.each([
  '',
  '7',
  'd',
  '0d',
  '-1h',
  '1.5d',
  '2026-13-01',
  '2026-02-30',
  '2026-06-31T08:00Z',
  '2026-10-01T08:00',
  'yesterday',
])('--since %j is refused', (text) => {
  expect(since.safeParse(text).error?.issues[0]?.message).toContain('must be a time back from now');
});
