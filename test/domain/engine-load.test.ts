import { describe, expect, test } from 'vitest';
import { lastActiveAt, loadAt, reachesBackTo } from '../../src/domain/load/engine-load.js';
import { readLoad } from '../../src/domain/load/read-load.js';
import type { LogEntry } from '../../src/schemas/deployment.js';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const SECOND = 1_000;

/** Seconds before noon (and the replica, `a` where none is named), and what is said. */
type Said = readonly [ago: number | string, message: string];

const figures = (running: number, waiting = 0, out = 10 * running, kv = 5 * running, engine = '000') =>
  `(APIServer pid=1) INFO 11-26 11:59:00 [loggers.py:271] Engine ${engine}: Avg prompt throughput: ${out}.0 tokens/s, Avg generation throughput: ${out}.0 tokens/s, Running: ${running} reqs, Waiting: ${waiting} reqs, GPU KV cache usage: ${kv}.0%, Prefix cache hit rate: 0.0%`;
const ZEROS = figures(0);
const START = 'INFO:     Application startup complete.';
const PROBE = 'INFO:     127.0.0.1:34636 - "GET /health HTTP/1.1" 200 OK';
const ANSWER = 'INFO:     127.0.0.1:34636 - "POST /v1/chat/completions HTTP/1.1" 200 OK';

const entries = (said: readonly Said[]): LogEntry[] =>
  said.map(([when, message]) => {
    const [ago, node = 'a'] = String(when).split(' ');
    return { time: new Date(NOON - Number(ago) * SECOND).toISOString(), node, message };
  });

function load(said: readonly Said[], replicas = 1, parameters: string[] = []) {
  return readLoad(entries(said), { now: NOON, replicas, parameters });
}

/** `running/waiting kv%` at noon, or so many seconds before. */
function at(
  said: readonly Said[],
  { replicas = 1, parameters = [], ago = 0 }: { replicas?: number; parameters?: string[]; ago?: number } = {},
): string {
  const now = loadAt(load(said, replicas, parameters), NOON - ago * SECOND);
  return now === 'unknown' ? '?' : `${now.running}/${now.waiting} ${now.kvCachePercent}%`;
}

describe('how busy one replica is', () => {
  test.each<[string, Said[], string]>([
    ['it has just said so', [[3, figures(4, 2)]], '4/2 20%'],
    ['it said so an interval ago', [[25, figures(4, 2)]], '4/2 20%'],
    ['it said so, and then nothing', [[26, figures(4, 2)]], '?'],
    ['it hangs: no tokens, and work at hand', [[600, figures(1, 0, 0)]], '?'],
    ['it hangs: requests wait', [[600, figures(0, 3, 0)]], '?'],
    ['its end of work is missing', [[600, figures(0, 0, 8)]], '?'],
    [
      'it has done',
      [
        [620, figures(4)],
        [600, ZEROS],
      ],
      '0/0 0%',
    ],
    ['it has started and never worked', [[600, START]], '0/0 0%'],
    ['its start is too young to tell', [[20, START]], '?'],
    [
      'it was asked whether it is well',
      [
        [600, PROBE],
        [10, PROBE],
      ],
      '0/0 0%',
    ],
    [
      'it has just been asked, and has not told of it yet',
      [
        [600, ZEROS],
        [3, ANSWER],
      ],
      '?',
    ],
    [
      'it is asked, and never tells',
      [
        [600, START],
        [300, ANSWER],
        [20, ANSWER],
      ],
      '?',
    ],
    [
      'it told of nothing for long after it was asked',
      [
        [600, START],
        [30, ANSWER],
      ],
      '0/0 0%',
    ],
    [
      'it was started anew while it worked',
      [
        [700, figures(4)],
        [600, START],
      ],
      '0/0 0%',
    ],
    [
      'its last line is cut off',
      [
        [600, ZEROS],
        [10, 'Engine 000: Avg prompt throughput: 3'],
      ],
      '?',
    ],
    [
      'a line was cut off, and whole ones follow',
      [
        [600, 'Engine 000: Avg prompt throughput: 3'],
        [10, figures(1)],
      ],
      '1/0 5%',
    ],
    ['there are no logs', [], '?'],
  ])('%s', (_, said, expected) => {
    expect(at(said)).toBe(expected);
  });

  test('at moments gone by', () => {
    const said: Said[] = [
      [300, START],
      [200, figures(2)],
      [190, ZEROS],
      [100, figures(6)],
    ];
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

  test('silence proves nothing where the engine was told to be silent', () => {
    expect(at([[600, START]], { parameters: ['--disable-log-stats'] })).toBe('?');
    expect(at([[600, START]], { parameters: ['--disable-log-stats=false'] })).toBe('0/0 0%');
    // The engine takes underscores, and several words in one.
    expect(at([[600, START]], { parameters: ['--disable_log_stats'] })).toBe('?');
    expect(at([[600, START]], { parameters: ['--max-num-seqs 8 --disable-log-stats'] })).toBe('?');
  });

  test('of several engines it is the sum, of their caches the mean', () => {
    expect(
      at([
        [4, figures(4, 1)],
        [4, figures(2, 2, 20, 30, '001')],
      ]),
    ).toBe('6/3 25%');
    expect(
      at([
        [4, figures(4)],
        [600, figures(2, 0, 0, 30, '001')],
      ]),
    ).toBe('?');
    expect(
      at([
        [4, figures(4)],
        [600, figures(0, 0, 0, 0, '001')],
      ]),
    ).toBe('4/0 10%');
  });

  test('nothing is known where a time is none, names no zone, or is to come', () => {
    for (const time of ['yesterday', '2026-11-26T11:59:59', '2026-11-26T12:30:00Z']) {
      const told = readLoad([{ time, node: 'a', message: ZEROS }, ...entries([[600, ZEROS]])], {
        now: NOON,
        replicas: 1,
      });
      expect(loadAt(told, NOON)).toBe('unknown');
      expect(reachesBackTo(told)).toBeUndefined();
    }
  });
});

describe('how busy a deployment is', () => {
  test('the sum of its replicas, once all of them tell', () => {
    const both: Said[] = [
      ['600 a', ZEROS],
      ['5 a', figures(4, 1)],
      ['600 b', START],
    ];
    expect(at(both, { replicas: 2 })).toBe('4/1 10%');
    expect(at(both, { replicas: 3 })).toBe('?');
    expect(at([...both, ['600 c', figures(1)]], { replicas: 3 })).toBe('?');
  });

  test('of replicas that are no more nothing counts', () => {
    expect(
      at([
        ['900 a', figures(4)],
        ['600 b', START],
      ]),
    ).toBe('0/0 0%');
    expect(
      at([
        ['900 a', figures(4)],
        ['899 a', 'INFO:     Application shutdown complete.'],
        ['600 b', START],
      ]),
    ).toBe('0/0 0%');
    expect(
      at(
        [
          ['900 a', figures(4)],
          ['600 b', START],
        ],
        { replicas: 2 },
      ),
    ).toBe('?');
    expect(at([], { replicas: 0 })).toBe('0/0 0%');
  });

  test('when it last had work, and how far back the logs are held', () => {
    const told = load(
      [
        ['900 a', START],
        ['800 b', START],
        ['500 a', figures(3)],
        ['490 a', ZEROS],
      ],
      2,
    );
    expect(lastActiveAt(told)).toBe(NOON - 500 * SECOND);
    expect(reachesBackTo(told)).toBe(NOON - 800 * SECOND);
    expect(
      lastActiveAt(
        load([
          [900, START],
          [30, PROBE],
        ]),
      ),
    ).toBeUndefined();
    expect(lastActiveAt(load([[30, '"POST /v1/completions HTTP/1.1" 200 OK']]))).toBe(NOON - 30 * SECOND);
    expect(reachesBackTo(load([['900 a', START]], 2))).toBeUndefined();
  });

  test('lines out of order are put in order', () => {
    expect(
      at([
        [590, ZEROS],
        [600, figures(4)],
      ]),
    ).toBe('0/0 0%');
  });
});

test('ten thousand lines are read in a moment', () => {
  const many = entries(Array.from({ length: 10_000 }, (_, index) => [10_000 - index, figures(index % 7)]));
  // Of this process: what else the machine does counts for nothing. One of four times is enough.
  const isQuick = [1, 2, 3, 4].some(() => {
    const before = process.cpuUsage();
    readLoad(many, { now: NOON, replicas: 1 });
    return process.cpuUsage(before).user / 1_000 < 1_000;
  });
  expect(isQuick).toBe(true);
});
