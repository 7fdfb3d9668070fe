import { expect, test } from 'vitest';
import { loadToDecideBy, mostRunningOf } from '../../src/domain/load/autoscale.js';
import { readLoad } from '../../src/domain/load/read-load.js';
import { engineLog, NOON, SECOND } from '../helpers/engine-log.js';

/** @param said seconds before noon, and what */
const decideBy = (said: string, parameters: readonly string[] = []) =>
  loadToDecideBy(readLoad(engineLog(said, SECOND), { now: NOON, replicas: 1, parameters }));
const before = (seconds: number) => NOON - seconds * SECOND;

test('each load line of a replica is a point', () => {
  const { engines, startedAt } = decideBy('595 start, 540 2/0%5, 530 0/0@20%5, 520 0/0%5');
  expect(startedAt).toBe(before(595));
  expect(engines).toEqual([
    {
      node: 'a',
      since: before(595),
      points: [
        { at: before(595), running: 0, waiting: 0, kv: 0 },
        { at: before(540), running: 2, waiting: 0, kv: 5, worked: true },
        { at: before(530), running: 0, waiting: 0, kv: 5, worked: true },
        { at: before(520), running: 0, waiting: 0, kv: 5 },
      ],
    },
  ]);
});

test.each([
  ['540 zeros, 420 answer, 360 answer', [360]],
  ['540 answer', [540]],
  ['540 2/0, 532 answer', []],
  ['540 answer, 532 2/0', []],
])('a request is a point of its own only without load lines near it: %s', (said, ago) => {
  const points = decideBy(said).engines.flatMap((engine) => engine.points);
  expect(points.filter(({ asked }) => asked).map(({ at }) => at)).toEqual(ago.map(before));
});

test.each([
  ['540 2/0', [], undefined],
  ['540 probe', ['--disable-log-stats'], 'its engine does not log its load (--disable-log-stats)'],
  ['-90 2/0', [], 'its logs have lines whose time cannot be read, or is in the future'],
])('unusable: %s, %j', (said, parameters, why) => {
  expect(decideBy(said, parameters).unusable).toBe(why);
});

test.each<[readonly string[] | undefined, number | undefined]>([
  [undefined, undefined],
  [['--max-model-len=4096'], undefined],
  [['--max-num-seqs=64'], 64],
  [['--max-num-seqs', '32'], 32],
  [['--max_num_seqs=16', '--max-num-seqs=8'], 8],
  [['--max-num-seqs 4'], 4],
  [['--max-num-seqs=many'], undefined],
])('the maximum of concurrent requests of %j is %s', (parameters, most) => {
  expect(mostRunningOf(parameters)).toBe(most);
});
