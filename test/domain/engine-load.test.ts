import { describe, expect, test } from 'vitest';
import { lastActiveAt, loadAt, reachesBackTo } from '../../src/domain/load/engine-load.js';
import { readLoad } from '../../src/domain/load/read-load.js';
import { engineLog, NOON, SAID, SECOND } from '../helpers/engine-log.js';

/** @param said seconds before noon, and what */
function load(said: string, replicas = 1, parameters: string[] = []) {
  return readLoad(engineLog(said, SECOND), { now: NOON, replicas, parameters });
}

/** Returns `running/waiting kv%` at noon, or this many seconds before. */
function at(
  said: string,
  { replicas = 1, parameters = [], ago = 0 }: { replicas?: number; parameters?: string[]; ago?: number } = {},
): string {
  const now = loadAt(load(said, replicas, parameters), NOON - ago * SECOND);
  return now === 'unknown' ? '?' : `${now.running}/${now.waiting} ${now.kvCachePercent}%`;
}

describe('the load of one replica', () => {
  test.each([
    ['its last line is recent', '3 4/2', '4/2 20%'],
    ['its last line is one interval old', '25 4/2', '4/2 20%'],
    ['its last line is older than that', '26 4/2', '?'],
    ['it hangs: running requests without tokens', '600 1/0@0', '?'],
    ['it hangs: requests wait', '600 0/3@0', '?'],
    ['the line after its last work is missing', '600 0/0@8', '?'],
    ['its work is done', '620 4/0, 600 zeros', '0/0 0%'],
    ['it has started and never worked', '600 start', '0/0 0%'],
    ['it has only just started', '20 start', '?'],
    ['it got only health checks', '600 probe, 10 probe', '0/0 0%'],
    ['a request was just answered, and no load line followed yet', '600 zeros, 3 answer', '?'],
    ['requests were answered, but no load line ever followed', '600 start, 300 answer, 20 answer', '?'],
    ['no load line followed one answer in a long time', '600 start, 30 answer', '0/0 0%'],
    ['it restarted during work', '700 4/0, 600 start', '0/0 0%'],
    ['its last line is cut off', '600 zeros, 10 cut', '?'],
    ['a line was cut off, and whole ones follow', '600 cut, 10 1/0', '1/0 5%'],
    ['there are no logs', '', '?'],
  ])('%s', (_, said, expected) => {
    expect(at(said)).toBe(expected);
  });

  test('can be read for earlier moments', () => {
    const said: string = '300 start, 200 2/0, 190 zeros, 100 6/0';
    expect([301, 290, 270, 200, 180, 101, 95, 60].map((ago) => at(said, { ago }))).toEqual([
      '?',
      '?',
      '0/0 0%',
      '2/0 10%',
      '0/0 0%',
      '0/0 0%',
      '6/0 30%',
      '?',
    ]);
  });

  test('is unknown if --disable-log-stats silences the engine', () => {
    expect(at('600 start', { parameters: ['--disable-log-stats'] })).toBe('?');
    expect(at('600 start', { parameters: ['--disable-log-stats=false'] })).toBe('0/0 0%');
    // The engine accepts underscores, and several words in one argument.
    expect(at('600 start', { parameters: ['--disable_log_stats'] })).toBe('?');
    expect(at('600 start', { parameters: ['--max-num-seqs 8 --disable-log-stats'] })).toBe('?');
  });

  test('is unknown if several API servers silence the engine', () => {
    const silent = (...parameters: string[]) => at('600 start', { parameters });
    expect(silent('--api-server-count=2')).toBe('?');
    expect(silent('--api_server_count', '1')).toBe('0/0 0%');
    // By default there are as many as data-parallel engines.
    expect(silent('--data-parallel-size=2')).toBe('?');
    expect(silent('--data-parallel-size=1')).toBe('0/0 0%');
    expect(silent('--data-parallel-size=2', '--api-server-count=1')).toBe('0/0 0%');
    expect(at('600 start, 500 4/0, 490 zeros', { parameters: ['--data-parallel-size=2'] })).toBe('0/0 0%');
    expect(at('600 4/0, 500 start', { parameters: ['--data-parallel-size=2'] })).toBe('?');
    expect(at('610 mute, 600 start')).toBe('?');
  });

  test('is the sum of its engines, with the mean of their caches', () => {
    expect(at('4 4/1, 4 2/2@20%30#001')).toBe('6/3 25%');
    expect(at('4 4/0, 600 2/0@0%30#001')).toBe('?');
    expect(at('4 4/0, 600 0/0@0%0#001')).toBe('4/0 10%');
  });

  test('is unknown if the time of a line is invalid, has no zone, or is in the future', () => {
    for (const time of ['yesterday', '2026-11-26T11:59:59', '2026-11-26T12:30:00Z']) {
      const told = readLoad([{ time, node: 'a', message: SAID.zeros }, ...engineLog('600 zeros', SECOND)], {
        now: NOON,
        replicas: 1,
      });
      expect(loadAt(told, NOON)).toBe('unknown');
      expect(reachesBackTo(told)).toBeUndefined();
    }
  });
});

describe('the load of a deployment', () => {
  test('is the sum of its replicas, once the load of each is known', () => {
    const both = '600 zeros, 5 4/1, 600b start';
    expect(at(both, { replicas: 2 })).toBe('4/1 10%');
    expect(at(both, { replicas: 3 })).toBe('?');
    expect(at(`${both}, 600c 1/0`, { replicas: 3 })).toBe('?');
  });

  test('does not include replicas that have ended', () => {
    expect(at('900 4/0, 600b start')).toBe('0/0 0%');
    expect(at('900 4/0, 899 end, 600b start')).toBe('0/0 0%');
    expect(at('900 4/0, 600b start', { replicas: 2 })).toBe('?');
    expect(at('', { replicas: 0 })).toBe('0/0 0%');
  });

  test('has the time of the last work, and of the oldest line of all logs', () => {
    const told = load('900 start, 800b start, 500 3/0, 490 zeros', 2);
    expect(lastActiveAt(told)).toBe(NOON - 500 * SECOND);
    expect(reachesBackTo(told)).toBe(NOON - 800 * SECOND);
    expect(lastActiveAt(load('900 start, 30 probe'))).toBeUndefined();
    expect(lastActiveAt(load('30 answer'))).toBe(NOON - 30 * SECOND);
    expect(reachesBackTo(load('900 start', 2))).toBeUndefined();
  });

  test('does not depend on the order of the lines', () => {
    expect(at('590 zeros, 600 4/0')).toBe('0/0 0%');
  });
});

test('ten thousand lines are read within a second', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `${10_000 - index} ${index % 7}/0`);
  const many = engineLog(lines.join(', '), SECOND);
  // Only processor time of this process counts, and one fast attempt of four is enough.
  const isQuick = [1, 2, 3, 4].some(() => {
    const before = process.cpuUsage();
    readLoad(many, { now: NOON, replicas: 1 });
    return process.cpuUsage(before).user / 1_000 < 1_000;
  });
  expect(isQuick).toBe(true);
});
