import { expect, test } from 'vitest';
import { decideReplicas } from '../../src/domain/load/autoscale.js';
import { AUTOSCALE_DEFAULTS, type AutoscaleInput } from '../../src/domain/load/autoscale-types.js';
import type { EngineLines } from '../../src/domain/load/load-stretches.js';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Load = [running: number, waiting: number, kv: number];

/** Returns a line every ten seconds over this time, up to `ago` before now. */
function lines(load: Load, forMs: number, ago = 0): EngineLines['points'] {
  const [running, waiting, kv] = load;
  const to = NOW - ago;
  return Array.from({ length: forMs / 10_000 + 1 }, (_, index) => {
    return { at: to - forMs + index * 10_000, running, waiting, kv };
  });
}

const node = (name: string, ...parts: EngineLines['points'][]): EngineLines => ({
  node: name,
  since: NOW - 24 * HOUR,
  points: parts.flat(),
});

function decide(engines: readonly EngineLines[], changes: Partial<AutoscaleInput> = {}) {
  const { kind, to, reason } = decideReplicas({
    now: NOW,
    state: 'ready',
    replicas: 2,
    changedAt: NOW - HOUR,
    engines,
    limits: { min: 1, max: 4, ...AUTOSCALE_DEFAULTS },
    ...changes,
  });
  return `${kind} ${to}: ${reason}`;
}

const FULL: Load = [20, 2, 91];
const HALF: Load = [8, 0, 50];
const LOW: Load = [2, 0, 10];
const NONE: Load = [0, 0, 0];
const both = (load: Load, forMs: number, ago = 0) =>
  ['a', 'b'].map((name) => node(name, lines(load, forMs, ago)));
const pair = (...parts: EngineLines['points'][]) => ['a', 'b'].map((name) => node(name, ...parts));

/** A request without a load line of the engine. */
const asked = (ago: number): EngineLines['points'] => [
  { at: NOW - ago, running: 0, waiting: 0, kv: 0, unread: true, asked: true },
];

/** The lines of the engines, the decision, and what differs from two replicas an hour after their last change. */
type Decided = [engines: readonly EngineLines[], said: string, changes?: Partial<AutoscaleInput>];
const DECIDED: Readonly<Record<string, Decided>> = {
  // requests without load lines
  'asked right now, and the engine tells nothing': [
    pair(lines(NONE, 0, 20 * MINUTE), asked(3_000)),
    'unknown 2: it got a request 3 s ago, which its engines have not reported',
  ],
  'one of two asked within the window': [
    [node('a', lines(NONE, 0, 20 * MINUTE)), node('b', lines(NONE, 0, 20 * MINUTE), asked(5 * MINUTE))],
    'unknown 2: 0 requests running, none waiting, KV cache 0 %; engines with work did not log for some of the last 10 min',
  ],
  'asked before the window': [
    pair(lines(NONE, 0, 20 * MINUTE), asked(12 * MINUTE)),
    'down 1: none waiting for 11 min, 1 replica would be enough (KV cache 0 % at most)',
  ],
  'asked before the window, of engines that had fallen silent at work': [
    pair(lines(LOW, 0, 20 * MINUTE), asked(12 * MINUTE)),
    'unknown 2: it got a request 12 min ago, which its engines have not reported',
  ],
  // scaling up
  'waiting for longer than the window': [
    both(FULL, 70_000),
    'up 3: 4 requests waiting for 70 s (KV cache 91 %)',
  ],
  'not yet': [
    both(FULL, 50_000),
    'soon-up 2: 4 requests waiting for 50 s (KV cache 91 %); one replica more after 60 s',
  ],
  'as many as may wait': [
    both(FULL, 70_000),
    'steady 2: 40 requests running, 4 waiting, KV cache 91 %',
    { limits: { min: 1, max: 4, ...AUTOSCALE_DEFAULTS, targetWaiting: 4, targetKv: 95 } },
  ],
  'the cache alone': [both([9, 0, 85], 2 * MINUTE), 'up 3: KV cache 85 % for 2 min (none waiting)'],
  'one full, one empty: on average they are not': [
    [node('a', lines([9, 0, 95], MINUTE)), node('b')],
    'steady 2: 9 requests running, none waiting, KV cache 48 %',
  ],
  'one waits, of the other nothing is known': [
    [node('a', lines(FULL, MINUTE)), node('b', lines(HALF, MINUTE, 2 * MINUTE))],
    'up 3: 2 requests waiting for 60 s (KV cache 46 %)',
  ],
  'a better moment in between': [
    pair(lines(FULL, 2 * MINUTE, 30_000), lines(HALF, 0, 20_000), lines(FULL, 10_000)),
    'soon-up 2: 4 requests waiting for 10 s (KV cache 91 %); one replica more after 60 s',
  ],
  'the most there may be': [
    both(FULL, 70_000),
    'at-max 4: 4 requests waiting for 70 s (KV cache 46 %); 4 is the maximum',
    { replicas: 4 },
  ],
  'before the last change does not count': [
    both(FULL, 10 * MINUTE),
    'soon-up 2: 4 requests waiting for 40 s (KV cache 91 %); one replica more after 60 s',
    { changedAt: NOW - 40_000 },
  ],
  'a replica came up since': [
    both(FULL, 10 * MINUTE),
    'soon-up 2: 4 requests waiting for 40 s (KV cache 91 %); one replica more after 60 s',
    { startedAt: NOW - 40_000 },
  ],
  'the logs begin within the window, long before the load': [
    both(FULL, 20_000).map((engine) => ({ ...engine, since: NOW - 55_000 })),
    'soon-up 2: 4 requests waiting for 20 s (KV cache 91 %); one replica more after 60 s',
  ],
  'the logs begin within the window, with the load': [
    both(FULL, 20_000).map((engine) => ({ ...engine, since: NOW - 28_000 })),
    'soon-up 2: 4 requests waiting for 20 s (KV cache 91 %), as far as its logs reach back; one replica more after 60 s',
  ],
  // scaling down
  'low for the window': [
    both(LOW, 10 * MINUTE),
    'down 1: none waiting for over 20 min, 1 replica would be enough (KV cache 20 % at most)',
  ],
  'silent after a line of zeros': [
    both(NONE, 0, 20 * MINUTE),
    'down 1: none waiting for over 20 min, 1 replica would be enough (KV cache 0 % at most)',
  ],
  'never asked anything': [
    [node('a'), node('b')],
    'down 1: none waiting for over 20 min, 1 replica would be enough (KV cache 0 % at most)',
  ],
  'not yet low for long enough': [
    pair(lines(HALF, MINUTE, 4 * MINUTE), lines(LOW, 230_000)),
    'soon-down 2: 4 requests running, none waiting, KV cache 10 %; one replica fewer in 6 min, if the load stays so low',
  ],
  'one would be too full': [
    both(HALF, 20 * MINUTE),
    'steady 2: 16 requests running, none waiting, KV cache 50 %',
  ],
  'one would run more than it can': [
    both([40, 0, 5], 20 * MINUTE),
    'steady 2: 80 requests running, none waiting, KV cache 5 %',
    { maxRunning: 64 },
  ],
  'as many as ran when others waited': [
    pair(lines([60, 9, 20], 0, 50 * MINUTE), lines([30, 0, 10], 20 * MINUTE)),
    'steady 2: 60 requests running, none waiting, KV cache 10 %',
  ],
  'the least there may be': [
    both(LOW, 20 * MINUTE),
    'at-min 2: 4 requests running, none waiting, KV cache 10 %; 2 is the minimum',
    { limits: { min: 2, max: 4, ...AUTOSCALE_DEFAULTS } },
  ],
  'changed within the window': [
    both(LOW, 20 * MINUTE),
    'soon-down 2: 4 requests running, none waiting, KV cache 10 %; one replica fewer in 60 s, if the load stays so low',
    { changedAt: NOW - 9 * MINUTE },
  ],
  // unknown load
  'of one the logs are cut off': [
    [node('a', lines(LOW, 20 * MINUTE)), { ...node('b', lines(LOW, 4 * MINUTE)), since: NOW - 4 * MINUTE }],
    'soon-down 2: 4 requests running, none waiting, KV cache 10 %; so for 4 min, as far as its logs reach back; one replica fewer after 10 min',
  ],
  'silent at work': [
    both(HALF, 20 * MINUTE, MINUTE),
    'unknown 2: no log line of its engines for 60 s, and the last one does not show that they were idle',
  ],
  'silent at work for a day': [
    both(LOW, 20 * MINUTE, 3 * HOUR),
    'unknown 2: no log line of its engines for 3 h, and the last one does not show that they were idle',
    { changedAt: NOW - 9 * HOUR },
  ],
  'silent since the last change, at work before': [
    both(LOW, 20 * MINUTE, 30 * MINUTE),
    'unknown 2: no log line of its engines for 30 min, and the last one does not show that they were idle',
    { changedAt: NOW - 29 * MINUTE },
  ],
  'a third that was taken at work': [
    [...both(LOW, 40 * MINUTE), node('c', lines(LOW, MINUTE, 30 * MINUTE))],
    'down 1: none waiting for over 20 min, 1 replica would be enough (KV cache 20 % at most)',
    { changedAt: NOW - 29 * MINUTE },
  ],
  'lines missing in between': [
    pair(lines(LOW, 9 * MINUTE, 5 * MINUTE), lines(LOW, 4 * MINUTE)),
    'unknown 2: 4 requests running, none waiting, KV cache 10 %; engines with work did not log for some of the last 10 min',
  ],
  'one of two is silent at work': [
    [node('a', lines(LOW, 20 * MINUTE)), node('b', lines(LOW, 20 * MINUTE, MINUTE))],
    'unknown 2: 2 requests running, none waiting, KV cache 5 %; engines with work did not log for some of the last 10 min',
  ],
  'no line of one of two': [
    [node('a', lines(LOW, 20 * MINUTE))],
    'unknown 2: only 1 of its 2 replicas has log lines',
  ],
  'no lines': [[], 'unknown 2: its logs have no lines'],
  'no time of the last change': [
    both(FULL, 70_000),
    'unknown 2: the service does not say when it was last changed',
    { changedAt: undefined },
  ],
  'no number of replicas': [
    both(FULL, 70_000),
    'unknown undefined: the service does not say how many replicas it has',
    { replicas: undefined },
  ],
  'a state that is not known': [
    both(FULL, 70_000),
    'unknown 2: its state is migrating, in which a change may be under way',
    { state: 'migrating' },
  ],
  // reasons that override the load
  'a change under way': [
    both(FULL, 70_000),
    'changing 2: a change is under way: it is scaling',
    { state: 'scaling' },
  ],
  'in error': [both(FULL, 70_000), 'error 2: its state is error', { state: 'error' }],
  stopped: [[], 'stopped 0: it is stopped: without replicas there is no load', { replicas: 0 }],
  'under the least': [
    [],
    'below-min 3: 3 is the minimum',
    { replicas: 1, limits: { min: 3, max: 4, ...AUTOSCALE_DEFAULTS } },
  ],
  'over the most': [both(FULL, 70_000), 'above-max 4: 4 is the maximum', { replicas: 9 }],
  'a clock that is behind the service': [
    both(FULL, 70_000),
    'up 3: 4 requests waiting for 70 s (KV cache 91 %)',
    { now: NOW - 5 * MINUTE },
  ],
};

test.each(Object.entries(DECIDED))('%s', (_, [engines, said, changes]) => {
  expect(decide(engines, changes)).toBe(said);
});

test('the load of a replica with several engines is their average', () => {
  const engines = both([10, 1, 90], 2 * MINUTE).concat(both([10, 1, 70], 2 * MINUTE));
  expect(decide(engines)).toBe('up 3: 4 requests waiting for 2 min (KV cache 80 %)');
});
