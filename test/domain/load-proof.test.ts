import { describe, expect, test } from 'vitest';
import { type IdleQuestion, judgeIdle } from '../../src/domain/load/load-proof.js';
import { readLoad } from '../../src/domain/load/read-load.js';
import type { LogEntry } from '../../src/schemas/deployment.js';
import { LONG_RUN, randomFrom, runs, SEED } from '../helpers/chance.js';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const figures = (running: number, { waiting = 0, out = 10 * running, engine = '000' } = {}) =>
  `Engine ${engine}: Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: ${out}.0 tokens/s, Running: ${running} reqs, Waiting: ${waiting} reqs, GPU KV cache usage: 1.0%`;
const ZEROS = figures(0);
const START = 'INFO:     Application startup complete.';
const END = 'INFO:     Application shutdown complete.';
const ANSWER = 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 200 OK';
const PROBE = 'INFO:     10.0.0.1:1 - "GET /health HTTP/1.1" 200 OK';
const ERROR = '(APIServer pid=1) ERROR 11-26 11:59:00 [async_llm.py:1] something is wrong';
const CUT = 'Engine 000: Avg prompt throughput: 31';

/** Minutes before noon (and the replica), and what is said. */
type Said = readonly [ago: number | string, message: string];

function judge(
  said: readonly Said[],
  {
    replicas = 1,
    parameters = [],
    ...question
  }: Partial<IdleQuestion> & { replicas?: number; parameters?: string[] } = {},
) {
  const entries = said.map(([when, message]): LogEntry => {
    const [ago, node = 'a'] = String(when).split(' ');
    return { time: new Date(NOON - Number(ago) * MINUTE).toISOString(), node, message };
  });
  const load = readLoad(entries, { now: NOON, replicas, parameters });
  const verdict = judgeIdle(load, { now: NOON, afterMs: 45 * MINUTE, state: 'ready', ...question });
  return verdict.isIdle ? `idle for ${(NOON - verdict.since) / MINUTE}m` : verdict.why;
}

describe('a deployment has been idle for 45 minutes', () => {
  test.each<[string, Said[], string]>([
    [
      'it has done before',
      [
        [90, START],
        [61, figures(3)],
        [60, ZEROS],
      ],
      'idle for 61m',
    ],
    ['it has never had work', [[90, START]], 'idle for 90m'],
    [
      'it was asked for its health alone',
      [
        [90, PROBE],
        [10, PROBE],
      ],
      'idle for 90m',
    ],
    [
      'two replicas, the younger counts',
      [
        ['90 a', START],
        ['50 b', START],
      ],
      'idle for 50m',
    ],
    [
      'exactly as long',
      [
        [90, START],
        [45, figures(1)],
        [44.9, ZEROS],
      ],
      'idle for 45m',
    ],
    [
      'one that ended at work long ago is over',
      [
        ['90 a', figures(3)],
        ['89 a', END],
        ['88 b', START],
      ],
      'idle for 88m',
    ],
  ])('%s', (_, said, verdict) => {
    expect(
      judge(said, {
        replicas:
          new Set(said.map(([when]) => String(when).split(' ')[1])).has('b') &&
          !said.some(([, line]) => line === END)
            ? 2
            : 1,
      }),
    ).toBe(verdict);
  });
});

describe('a deployment counts as busy', () => {
  test.each<[string, Said[], string, Record<string, unknown>?]>([
    [
      'it has work',
      [
        [90, START],
        [0.1, figures(3)],
      ],
      'it had work at 11:59:54Z',
    ],
    [
      'it has had some within the time',
      [
        [90, START],
        [44, figures(3)],
        [43.9, ZEROS],
      ],
      'it had work at 11:16:00Z',
    ],
    [
      'somebody was answered',
      [
        [90, START],
        [44, ANSWER],
      ],
      'it had work at 11:16:00Z',
    ],
    [
      'requests wait and none runs',
      [
        [90, START],
        [44, figures(0, { waiting: 2 })],
      ],
      'it had work at 11:16:00Z',
    ],
    [
      'it hangs with work at hand',
      [
        [90, START],
        [80, figures(1, { out: 0 })],
      ],
      'a fell silent at 10:40:00Z with work at hand',
    ],
    [
      'its word of zeros is missing',
      [
        [90, START],
        [80, figures(0, { out: 5 })],
      ],
      'a fell silent at 10:40:00Z with work at hand',
    ],
    [
      'one engine of two hangs',
      [
        [90, START],
        [80, figures(1, { out: 0, engine: '001' })],
        [79, ZEROS],
      ],
      'a fell silent at 10:40:00Z with work at hand',
    ],
    ['its logs are cut off within the time', [[44, PROBE]], 'the logs of a reach back to 11:16:00Z only'],
    ['its logs are empty', [], 'it has no log lines'],
    ['a replica has no logs', [['90 a', START]], 'of its 2 replicas only 1 has log lines', { replicas: 2 }],
    [
      'it started within the time',
      [
        [90, START],
        [44, START],
      ],
      'a started at 11:16:00Z',
    ],
    [
      'one replica is young',
      [
        ['90 a', START],
        ['10 b', START],
      ],
      'b started at 11:50:00Z',
      { replicas: 2 },
    ],
    ['it is young', [[90, START]], 'it was created at 11:30:00Z', { createdAt: NOON - 30 * MINUTE }],
    [
      'it told of an error',
      [
        [90, START],
        [44, ERROR],
      ],
      'a told of an error at 11:16:00Z',
    ],
    [
      'what it told cannot be read',
      [
        [90, START],
        [80, CUT],
      ],
      'what a told at 10:40:00Z cannot be read',
    ],
    ['it fails', [[90, START]], 'it fails: engine is dead', { failure: 'engine is dead' }],
    ['its state is error', [[90, START]], 'its state is error', { state: 'error' }],
    ['it is scaling', [[90, START]], 'it is scaling', { state: 'scaling' }],
    ['its state is new', [[90, START]], 'it is hibernating', { state: 'hibernating' }],
    [
      'it is told to be silent',
      [
        [90, START],
        [80, ZEROS],
      ],
      'its engine is told not to tell what it does (--disable-log-stats)',
      { parameters: ['--disable-log-stats'] },
    ],
    [
      'one that has ended was at work within the time',
      [
        ['90 a', START],
        ['44 b', figures(2)],
        ['43 b', END],
      ],
      'it had work at 11:16:00Z',
    ],
    [
      'a line is still to come',
      [
        [90, START],
        [-30, ZEROS],
      ],
      'its logs have lines whose time cannot be read, or is still to come',
    ],
  ])('%s', (_, said, why, given = {}) => {
    expect(judge(said, given)).toBe(why);
  });
});

test('a moment of another day is told with its day', () => {
  const yesterday: Said[] = [
    [24 * 60, START],
    [23 * 60, figures(1, { out: 0 })],
  ];
  expect(judge(yesterday)).toBe('a fell silent at 2026-11-25T13:00:00Z with work at hand');
});

/*
 * Engines at work by the rules of their logs: a line each interval while this or the last one had tokens. Then what
 * happens to logs happens to theirs: they are cut off at their beginning, a line in the middle of itself, a replica is
 * missing, a time names no zone. None of it may make one that works look idle.
 */
describe('whatever happens to its logs', () => {
  const INTERVAL = 10 * SECOND;
  const AFTER = 40 * SECOND;
  const COUNT = LONG_RUN ? runs(100_000) : 10_000;

  type Doing = 'idle' | 'works' | 'hangs' | 'starts';

  /** What a replica does in each interval, the oldest first: it works once, and then is idle, hangs, or starts anew. */
  function life(any: (most: number) => number): Doing[] {
    const intervals = 2 + any(10);
    const idleFor = any(2) === 0 ? intervals : any(intervals + 1);
    const worksFor = 1 + any(5);
    const then = (['idle', 'idle', 'idle', 'hangs', 'starts'] as const)[any(5)] ?? 'idle';
    return Array.from({ length: intervals }, (_, n) => {
      if (n < idleFor) return 'idle';
      if (n < idleFor + worksFor) return 'works';
      return then === 'starts' && n > idleFor + worksFor ? 'idle' : then;
    });
  }

  /** One deployment: its logs as they come, and whether a replica had work within the time, or hangs with work at hand. */
  function deployment(random: () => number) {
    const any = (most: number) => Math.floor(random() * most);
    const replicas = 1 + any(3);
    const entries: LogEntry[] = [];
    const open: LogEntry[] = [];
    let isActive = false;
    const say = (ago: number, node: string, message: string) => {
      const form = any(80);
      const at = new Date(form === 1 ? NOON - ago + 1 : NOON - ago).toISOString();
      const isCut = any(100) === 0 && message.includes('Running');
      entries.push({
        time: form === 0 ? at.slice(0, -1) : at,
        node,
        message: isCut ? message.slice(0, 8 + any(100)) : message,
      });
    };
    const isMute = any(30) === 0;
    for (let replica = 0; replica < replicas; replica++) {
      const node = `r${replica}`;
      const isHidden = any(30) === 0;
      const tell = isHidden ? () => {} : (ago: number, message: string) => say(ago, node, message);
      const lives = life(any);
      const offset = any(INTERVAL);
      tell(lives.length * INTERVAL + offset, START);
      for (const [n, doing] of lives.entries()) {
        const ago = (lives.length - 1 - n) * INTERVAL + offset;
        const before = lives[n - 1];
        if (doing === 'works') {
          if (ago < AFTER) isActive = true;
          if (!isMute) tell(ago, figures(1 + any(4), { waiting: any(3), out: 1 + any(90) }));
          if (any(5) === 0) tell(ago, ANSWER);
        } else if (doing === 'starts') tell(ago, START);
        else if (before === 'works' && !isMute) {
          tell(ago, doing === 'hangs' ? figures(1 + any(4), { out: 0 }) : ZEROS);
          const last = entries.at(-1);
          if (doing === 'hangs' && !isHidden && last) open.push(last);
        }
        if (any(50) === 0) tell(ago, any(9) === 0 ? ERROR : PROBE);
      }
    }
    // One that is no more, at work until it ended.
    if (any(10) === 0) {
      const ended = AFTER + INTERVAL * any(6);
      say(ended + INTERVAL, 'gone', figures(2));
      if (any(2) === 0) say(ended, 'gone', END);
    }
    entries.sort((a, b) => (a.time < b.time ? -1 : 1));
    const logs = any(3) === 0 ? entries.slice(any(entries.length + 1)) : entries;
    const parameters = isMute ? ['--disable-log-stats'] : [];
    return { logs, replicas, parameters, isActive: isActive || open.some((word) => logs.includes(word)) };
  }

  test('an active deployment is never put to sleep, whatever happens', () => {
    const random = randomFrom(SEED);
    let asleep = 0;
    let active = 0;
    for (let n = COUNT; n > 0; n--) {
      const { logs, replicas, parameters, isActive } = deployment(random);
      const load = readLoad(logs, { now: NOON, replicas, parameters });
      const { isIdle } = judgeIdle(load, { now: NOON, afterMs: AFTER, state: 'ready' });
      if (isActive && isIdle) expect(logs, 'was at work, and put to sleep').toEqual([]);
      if (isIdle) asleep++;
      if (isActive) active++;
    }
    // It would be easy never to put anything to sleep.
    expect(asleep).toBeGreaterThan(COUNT / 10);
    expect(active).toBeGreaterThan(COUNT / 10);
  });
});
