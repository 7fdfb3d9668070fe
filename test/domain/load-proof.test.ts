import { describe, expect, test } from 'vitest';
import { type IdleQuestion, judgeIdle } from '../../src/domain/load/load-proof.js';
import { readLoad } from '../../src/domain/load/read-load.js';
import type { LogEntry } from '../../src/schemas/deployment.js';
import { LONG_RUN, randomFrom, runs, SEED } from '../helpers/chance.js';
import { engineLog, figures, MINUTE, NOON, SAID, SECOND } from '../helpers/engine-log.js';

/** @param said minutes before noon, and what */
function judge(
  said: string,
  {
    replicas = 1,
    parameters = [],
    ...question
  }: Partial<IdleQuestion> & { replicas?: number; parameters?: string[] } = {},
) {
  const load = readLoad(engineLog(said, MINUTE), { now: NOON, replicas, parameters });
  const verdict = judgeIdle(load, { now: NOON, afterMs: 45 * MINUTE, state: 'ready', ...question });
  return verdict.isIdle ? `idle for ${(NOON - verdict.since) / MINUTE}m` : verdict.why;
}

describe('a deployment has been idle for 45 minutes', () => {
  test.each([
    ['its work ended before', '90 start, 61 3/0, 60 zeros', 'idle for 61m'],
    ['it has never had work', '90 start', 'idle for 90m'],
    ['it got only health checks', '90 probe, 10 probe', 'idle for 90m'],
    ['two replicas, the younger counts', '90 start, 50b start', 'idle for 50m'],
    ['exactly as long', '90 start, 45 1/0, 44.9 zeros', 'idle for 45m'],
    ['an error of one request', '90 start, 60 error, 60 refused', 'idle for 60m'],
    ['an error, and it was started again', '90 start, 60 error, 59 begin, 58 start', 'idle for 58m'],
    ['an error, and a request answered since', '90 start, 60 error, 59 answer, 59 zeros', 'idle for 59m'],
    ['an error of one that was not let in', '90 start, 60 error, 60 unknown', 'idle for 90m'],
    ['an error, and figures since', '90 start, 60 error, 59 zeros', 'idle for 90m'],
    ['one that crashed was replaced', '90 start, 80 zeros, 70 error, 60c start', 'idle for 60m'],
    ['a replica that ended during work long ago does not count', '90 3/0, 89 end, 88b start', 'idle for 88m'],
  ])('%s', (_, said, verdict) => {
    const replicas = /\db /.test(said) && !said.includes('end') ? 2 : 1;
    expect(judge(said, { replicas })).toBe(verdict);
  });
});

describe('a deployment counts as busy', () => {
  const HANGS = 'a fell silent at 10:40:00Z with unfinished work';
  const UNPROVEN = 'and nothing since shows that it still runs';
  test.each<[string, string, string, Record<string, unknown>?]>([
    ['it has work', '90 start, 0.1 3/0', 'it had work at 11:59:54Z'],
    ['it has had some within the time', '90 start, 44 3/0, 43.9 zeros', 'it had work at 11:16:00Z'],
    ['a request was answered', '90 start, 44 answer', 'it had work at 11:16:00Z'],
    ['requests wait and none runs', '90 start, 44 0/2', 'it had work at 11:16:00Z'],
    ['it hangs with requests', '90 start, 80 1/0@0', HANGS],
    ['the line after its last work is missing', '90 start, 80 0/0@5', HANGS],
    ['one engine of two hangs', '90 start, 80 1/0@0#001, 79 zeros', HANGS],
    ['its logs are cut off within the time', '44 probe', 'the logs of a reach back only to 11:16:00Z'],
    ['its logs are empty', '', 'it has no log lines'],
    ['a replica has no logs', '90 start', 'only 1 of its 2 replicas has log lines', { replicas: 2 }],
    ['it started within the time', '90 start, 44 start', 'a started at 11:16:00Z'],
    ['one replica is young', '90 start, 10b start', 'b started at 11:50:00Z', { replicas: 2 }],
    ['it is young', '90 start', 'it was created at 11:30:00Z', { createdAt: NOON - 30 * MINUTE }],
    ['it logged an error', '90 start, 44 error', 'a reported an error at 11:16:00Z'],
    [
      'it crashed before, without work',
      '90 start, 80 zeros, 79 error',
      `a reported an error at 10:41:00Z, ${UNPROVEN}`,
    ],
    ['it was killed', '90 start, 80 zeros, 79 killed', `a reported an error at 10:41:00Z, ${UNPROVEN}`],
    [
      'all that came after an error failed',
      '90 start, 79 error, 78 failed, 77 probe',
      `a reported an error at 10:41:00Z, ${UNPROVEN}`,
    ],
    [
      'its restart did not end',
      '90 start, 80 zeros, 79 error, 78 begin',
      'a began to start at 10:42:00Z, and nothing since shows that it serves',
    ],
    [
      'one of two crashed',
      '90 start, 90b start, 60 zeros, 60b zeros, 59b error, 58 zeros',
      `b reported an error at 11:01:00Z, ${UNPROVEN}`,
      { replicas: 2 },
    ],
    [
      'one of its load lines cannot be read',
      '90 start, 80 cut',
      'what a reported at 10:40:00Z cannot be read',
    ],
    [
      'its logs show a failure',
      '90 start',
      'its logs show a failure: engine is dead',
      { failure: 'engine is dead' },
    ],
    ['its state is error', '90 start', 'its state is error', { state: 'error' }],
    ['it is scaling', '90 start', 'it is scaling', { state: 'scaling' }],
    ['its state is not a known one', '90 start', 'it is hibernating', { state: 'hibernating' }],
    [
      '--disable-log-stats silences it',
      '90 start, 80 zeros',
      'its engine does not log its load (--disable-log-stats)',
      { parameters: ['--disable-log-stats'] },
    ],
    [
      'several API servers silence it',
      '90 mute, 90 start',
      'its engine does not log its load (for that it needs --api-server-count=1)',
    ],
    [
      'a replica that has ended had work within the time',
      '90 start, 44b 2/0, 43b end',
      'it had work at 11:16:00Z',
    ],
    [
      'a line has a time in the future',
      '90 start, -30 zeros',
      'its logs have lines whose time cannot be read, or is in the future',
    ],
  ])('%s', (_, said, why, given = {}) => {
    expect(judge(said, given)).toBe(why);
  });
});

test('a moment of another day is printed with its date', () => {
  expect(judge('1440 start, 1380 1/0@0')).toBe('a fell silent at 2026-11-25T13:00:00Z with unfinished work');
});

/*
 * Simulates engines that log as real ones do: a line each interval while this or the last one had tokens. Then what
 * can happen to logs happens to theirs: the beginning is cut off, a line is cut in the middle, a replica is
 * missing, a time has no zone. None of it may make a working engine look idle.
 */
describe('with damaged logs', () => {
  const INTERVAL = 10 * SECOND;
  const AFTER = 40 * SECOND;
  const COUNT = LONG_RUN ? runs(100_000) : 10_000;

  type Doing = 'idle' | 'works' | 'hangs' | 'starts';

  /**
   * Returns what a replica does in each interval, oldest first: it works once, and then is idle, hangs, or restarts.
   */
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

  /**
   * Returns a deployment with its damaged logs, and whether a replica had work within the time, or hangs with requests.
   */
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
      tell(lives.length * INTERVAL + offset, SAID.start);
      for (const [n, doing] of lives.entries()) {
        const ago = (lives.length - 1 - n) * INTERVAL + offset;
        const before = lives[n - 1];
        if (doing === 'works') {
          if (ago < AFTER) isActive = true;
          if (!isMute) tell(ago, figures(1 + any(4), { waiting: any(3), out: 1 + any(90) }));
          if (any(5) === 0) tell(ago, SAID.answer);
        } else if (doing === 'starts') tell(ago, SAID.start);
        else if (before === 'works' && !isMute) {
          tell(ago, doing === 'hangs' ? figures(1 + any(4), { out: 0 }) : SAID.zeros);
          const last = entries.at(-1);
          if (doing === 'hangs' && !isHidden && last) open.push(last);
        }
        if (any(50) === 0) tell(ago, any(9) === 0 ? SAID.error : SAID.probe);
      }
    }
    // A replica that has ended, and worked until then.
    if (any(10) === 0) {
      const ended = AFTER + INTERVAL * any(6);
      say(ended + INTERVAL, 'gone', figures(2));
      if (any(2) === 0) say(ended, 'gone', SAID.end);
    }
    entries.sort((a, b) => (a.time < b.time ? -1 : 1));
    const logs = any(3) === 0 ? entries.slice(any(entries.length + 1)) : entries;
    const parameters = isMute ? ['--disable-log-stats'] : [];
    return { logs, replicas, parameters, isActive: isActive || open.some((word) => logs.includes(word)) };
  }

  test('an active deployment is never judged idle', () => {
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
    // Enough deployments must be judged idle, because never doing so would pass otherwise.
    expect(asleep).toBeGreaterThan(COUNT / 10);
    expect(active).toBeGreaterThan(COUNT / 10);
  });
});
