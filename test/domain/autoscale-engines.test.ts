import { expect, test } from 'vitest';
import { loadToDecideBy, mostRunningOf } from '../../src/domain/load/autoscale.js';
import { readLoad } from '../../src/domain/load/read-load.js';

const NOW = Date.parse('2026-01-01T00:10:00Z');

/** `0:05 line`: the minute and second, and what a replica wrote. */
function decideBy(lines: readonly string[], parameters: readonly string[] = []) {
  const entries = lines.map((line) => {
    const [, node = '', time = '', message = ''] = /^(\w) (\d:\d\d) (.*)$/.exec(line) ?? [];
    return { time: `2026-01-01T00:0${time}Z`, node, message };
  });
  return loadToDecideBy(readLoad(entries, { now: NOW, replicas: 1, parameters }));
}

const LOAD = (running: number, tokens = '20.0') =>
  `INFO 01-01 00:00:00 [loggers.py:271] Engine 000: Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: ${tokens} tokens/s, Running: ${running} reqs, Waiting: 0 reqs, GPU KV cache usage: 5.0%, Prefix cache hit rate: 0.0%`;

test('a point for each line of a replica, and none where it began anew', () => {
  const { engines, startedAt } = decideBy([
    'a 0:05 (APIServer pid=1) INFO:     Application startup complete.',
    `a 1:00 ${LOAD(2)}`,
    `a 1:10 ${LOAD(0)}`,
    `a 1:20 ${LOAD(0, '0.0')}`,
  ]);
  const at = (seconds: number) => Date.parse('2026-01-01T00:00:00Z') + seconds * 1000;
  expect(startedAt).toBe(at(5));
  expect(engines).toEqual([
    {
      node: 'a',
      since: at(5),
      points: [
        { at: at(5), running: 0, waiting: 0, kv: 0 },
        { at: at(60), running: 2, waiting: 0, kv: 5, worked: true },
        { at: at(70), running: 0, waiting: 0, kv: 5, worked: true },
        { at: at(80), running: 0, waiting: 0, kv: 5 },
      ],
    },
  ]);
});

const ANSWER = 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 200 OK';
const asked = (lines: readonly string[]) =>
  decideBy(lines).engines.flatMap(({ points }) => points.filter((point) => point.asked).map(({ at }) => at));

test('a request of which the engine tells nothing is work; one between its lines is in them', () => {
  const at = (seconds: number) => Date.parse('2026-01-01T00:00:00Z') + seconds * 1000;
  expect(asked([`a 1:00 ${LOAD(0, '0.0')}`, `a 3:00 ${ANSWER}`, `a 4:00 ${ANSWER}`])).toEqual([at(240)]);
  expect(asked([`a 1:00 ${ANSWER}`])).toEqual([at(60)]);
  expect(asked([`a 1:00 ${LOAD(2)}`, `a 1:08 ${ANSWER}`])).toEqual([]);
  expect(asked([`a 1:00 ${ANSWER}`, `a 1:08 ${LOAD(2)}`])).toEqual([]);
});

test.each<[string, readonly string[], readonly string[], string | undefined]>([
  ['lines', [`a 1:00 ${LOAD(2)}`], [], undefined],
  [
    'an engine that tells nothing',
    ['a 1:00 INFO hello'],
    ['--disable-log-stats'],
    'its engine tells nothing of its load (--disable-log-stats)',
  ],
  [
    'a time that is no time',
    [`a 9:99 ${LOAD(2)}`],
    [],
    'its logs have lines whose time cannot be read, or is still to come',
  ],
])('unusable: %s', (_, lines, parameters, why) => {
  expect(decideBy(lines, parameters).unusable).toBe(why);
});

test.each<[readonly string[] | undefined, number | undefined]>([
  [undefined, undefined],
  [['--max-model-len=4096'], undefined],
  [['--max-num-seqs=64'], 64],
  [['--max-num-seqs', '32'], 32],
  [['--max_num_seqs=16', '--max-num-seqs=8'], 8],
  [['--max-num-seqs 4'], 4],
  [['--max-num-seqs=many'], undefined],
])('most requests at once of %j: %s', (parameters, most) => {
  expect(mostRunningOf(parameters)).toBe(most);
});
