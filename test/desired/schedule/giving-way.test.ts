import { describe, expect, test } from 'vitest';
import { type FileScheduleEntry, sized } from '../../../src/desired/schedule/entries.js';
import { replicasFor, type Standing } from '../../../src/desired/schedule/standing.js';

/** Fires at 17:00 UTC every day. */
const EVENING = '0 17 * * *';

/** Returns the replicas that a schedule of one entry sets on 26 November at a time of day. */
function made(entry: FileScheduleEntry, time: string, standing: Standing): number | 'left' {
  const deployment = { replicas: 5, timezone: 'UTC', schedule: [sized(entry)], except: [] };
  const { replicas, left } = replicasFor(deployment, new Date(`2026-11-26T${time}Z`), standing);
  return left ? 'left' : replicas;
}

describe('at-most never starts replicas', () => {
  test.each<[now: number | undefined, expected: number | 'left']>([
    [0, 'left'],
    [1, 'left'],
    [2, 1],
    [undefined, 'left'],
  ])('%s at most 1 is %s', (replicas, expected) => {
    expect(made({ cron: EVENING, 'at-most': 1 }, '18:00', { replicas })).toBe(expected);
    expect(made({ from: '17:00', to: '23:00', 'at-most': 1 }, '18:00', { replicas })).toBe(expected);
  });
});

describe('at-least never stops replicas', () => {
  test.each<[now: number | undefined, expected: number | 'left']>([
    [0, 2],
    [1, 2],
    [2, 'left'],
    [3, 'left'],
    [undefined, 'left'],
  ])('%s at least 2 is %s', (replicas, expected) => {
    expect(made({ cron: EVENING, 'at-least': 2 }, '18:00', { replicas })).toBe(expected);
  });
});

describe('on: change applies once each time it fires, at the next successful run', () => {
  const entry: FileScheduleEntry = { cron: EVENING, replicas: 0, on: 'change' };
  test.each<[what: string, time: string, lastRun: string | undefined, expected: number | 'left']>([
    ['at the run after it has fired', '17:05', '2026-11-26T16:55Z', 0],
    ['at the very minute', '17:00', '2026-11-26T16:55Z', 0],
    ['not again afterwards', '17:10', '2026-11-26T17:05Z', 'left'],
    ['not again at the same minute', '17:00', '2026-11-26T17:00Z', 'left'],
    ['after missed runs, however late', '23:00', '2026-11-26T16:55Z', 0],
    ['once, after it fired several times without a run', '18:00', '2026-11-20T16:55Z', 0],
    ['not again the next day before it fires', '10:00', '2026-11-25T17:05Z', 'left'],
    ['without a record, within the hour', '17:59', undefined, 0],
    ['without a record, not after more than an hour', '18:01', undefined, 'left'],
  ])('%s', (_, time, lastRun, expected) => {
    const standing = { replicas: 2, lastRun: lastRun === undefined ? undefined : new Date(lastRun) };
    expect(made(entry, time, standing)).toBe(expected);
  });

  test('with at-most it stops only the replicas above the limit, and only then', () => {
    const both: FileScheduleEntry = { cron: EVENING, 'at-most': 1, on: 'change' };
    const before = { lastRun: new Date('2026-11-26T16:55Z') };
    expect(made(both, '17:05', { replicas: 3, ...before })).toBe(1);
    expect(made(both, '17:05', { replicas: 0, ...before })).toBe('left');
    expect(made(both, '17:10', { replicas: 3, lastRun: new Date('2026-11-26T17:05Z') })).toBe('left');
  });
});
