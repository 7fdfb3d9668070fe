import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExoError } from '../../src/errors.js';
import { Keeper } from '../../src/proxy/keeper.js';
import type { Pass } from '../../src/proxy/pending-requests.js';
import { FAILED_FOR_MS, SLEEP_AGAIN_MS } from '../../src/proxy/scaler.js';
import type { KeeperSettings, PutOff } from '../../src/proxy/service.js';
import { runs } from '../helpers/chance.js';

const MINUTE = 60_000;
const SETTINGS: KeeperSettings = {
  name: 'my-app',
  wake: 1,
  sleepAfterMs: 30 * MINUTE,
  maxPending: 3,
  wakeTimeoutMs: 10 * MINUTE,
};
const QUOTA = new ExoError('quota', 'the quota for gpua5000 is too small', { code: 'gpu-quota' });

/** A call to the service that is under way, with functions that end it in each possible way. */
interface UnderWay {
  what: 'wake' | 'watch' | 'sleep';
  well(): void;
  fails(error: ExoError): void;
  /** For a watch: there are no replicas after all. */
  stopped?(): void;
  /** For a sleep: the deployment is left awake. */
  putOff?(used: PutOff): void;
}

/**
 * A keeper for a deployment with this number of replicas, and functions for events. Each of them returns what the event
 * causes: `pass 1`, `503 wake_timeout 2`, `wake`.
 */
function machine(replicas: number | undefined, settings = SETTINGS, isServing = true) {
  let now = 0;
  let said: string[] = [];
  let underWay: UnderWay | undefined;
  let look: () => number = () => 0;
  const begin = (one: UnderWay) => {
    expect(underWay).toBeUndefined();
    underWay = one;
    said.push(one.what);
  };
  const keeper = new Keeper(
    {
      look: async () => ({ replicas: look() }),
      wake: () => new Promise((well, fails) => begin({ what: 'wake', well, fails })),
      watch: () =>
        new Promise((resolve, fails) => {
          const stopped = () => resolve('stopped');
          begin({ what: 'watch', well: () => resolve('serves'), stopped, fails });
        }),
      sleep: () =>
        new Promise((putOff, fails) => {
          begin({ what: 'sleep', well: () => putOff(undefined), putOff, fails });
        }),
    },
    settings,
    { now: () => now, sleep: () => new Promise(() => {}) },
    {},
    { replicas, isServing },
  );
  const callers = new Map<number, AbortController>();
  const passes: Pass[] = [];
  const first = said.join();
  const all = async (event: () => void, afterMs = 0) => {
    now += afterMs;
    said = [];
    event();
    await new Promise((resolve) => setImmediate(resolve));
    return said.join(', ');
  };
  return {
    keeper,
    first,
    get underWay() {
      return underWay?.what;
    },
    request: (id: number, mayWake = true, afterMs = 0) =>
      all(() => {
        const caller = new AbortController();
        callers.set(id, caller);
        void keeper.admit(mayWake, caller.signal).then((answer) => {
          if ('ended' in answer) passes.push(answer);
          said.push('ended' in answer ? `pass ${id}` : `${answer.status} ${answer.code} ${id}`);
        });
      }, afterMs),
    left: (id: number, afterMs = 0) => all(() => callers.get(id)?.abort(), afterMs),
    ended: (afterMs = 0) => all(() => passes.shift()?.ended(), afterMs),
    /** The call to the service that is under way ends. */
    answer: (how: (one: UnderWay) => void, afterMs = 0) =>
      all(() => {
        const one = underWay;
        underWay = undefined;
        if (one) how(one);
      }, afterMs),
    /** The keeper looks at the service and sees this number of replicas. */
    seen: (count: number, afterMs = 0) =>
      all(() => {
        look = () => count;
        keeper.look();
      }, afterMs),
    deleted: (afterMs = 0) =>
      all(() => {
        look = () => {
          throw new ExoError('not-found', 'there is no deployment my-app');
        };
        keeper.look();
      }, afterMs),
    tick: (afterMs = 0) => all(() => keeper.tick(), afterMs),
    close: (afterMs = 0) => all(() => keeper.close(), afterMs),
  };
}

const well = (one: UnderWay) => one.well();
const fails = (one: UnderWay) => one.fails(QUOTA);
const stopped = (one: UnderWay) => one.stopped?.();
const putOff = (minutesAgo: number) => (one: UnderWay) =>
  one.putOff?.({ agoMs: minutesAgo * MINUTE, why: 'others use it' });
/** Ends a watch as stopped, and a sleep as put off; a wake, which has no third way to end, fails. */
const otherwise = (one: UnderWay) => ({ wake: fails, watch: stopped, sleep: putOff(10) })[one.what](one);

test('every request to a deployment that serves is passed on', async () => {
  const it = machine(1);
  expect(await it.request(1)).toBe('pass 1');
  expect(await it.request(2, false)).toBe('pass 2');
  expect(it.keeper.numbers.busy).toBe(2);
});

test('any number of requests causes one scaling, and all are passed on once the deployment serves', async () => {
  const it = machine(0);
  expect(await it.request(1)).toBe('wake');
  expect(await it.request(2)).toBe('');
  expect(await it.request(3)).toBe('');
  expect(await it.request(4)).toBe('503 too_many_pending 4');
  expect(await it.left(2)).toBe('499 caller_left 2');
  expect(await it.request(5)).toBe('');
  expect(await it.answer(well, 3 * MINUTE)).toBe('pass 1, pass 3, pass 5');
  expect(it.keeper.numbers.busy).toBe(3);
});

test('a GET does not wake a deployment, but waits if a wake is under way', async () => {
  const it = machine(0);
  expect(await it.request(1, false)).toBe('503 deployment_asleep 1');
  await it.request(2);
  expect(await it.request(3, false)).toBe('');
});

test('a failed wake refuses all held requests, and for a while new ones too, without another try', async () => {
  const it = machine(0);
  await it.request(1);
  await it.request(2);
  expect(await it.answer(fails)).toBe('503 gpu_quota 1, 503 gpu_quota 2');
  expect(await it.request(3)).toBe('503 gpu_quota 3');
  expect(await it.tick(FAILED_FOR_MS)).toBe('');
  expect(await it.request(4)).toBe('wake');
});

test('after a failed wake, replicas that exist all the same are put to sleep, because they are billed', async () => {
  const it = machine(0);
  await it.request(1);
  // Until the next look it is not known whether the scaling was accepted.
  expect(it.keeper.numbers.replicas).toBeUndefined();
  await it.answer(fails, MINUTE);
  await it.seen(1, MINUTE);
  expect(await it.tick(28 * MINUTE)).toBe('');
  expect(await it.tick(MINUTE)).toBe('sleep');
  expect(await it.answer(well)).toBe('');
  expect(await it.request(2)).toBe('wake');
});

test('after a failed wake, a GET is told the failure, not that there are no replicas: there may be some', async () => {
  const it = machine(0);
  await it.request(1);
  await it.answer(fails);
  await it.seen(1, FAILED_FOR_MS);
  expect(await it.request(2, false, FAILED_FOR_MS)).toBe('503 gpu_quota 2');
});

test('after a failed wake, a deployment without replicas is not put to sleep', async () => {
  const it = machine(0);
  await it.request(1);
  await it.answer(fails, MINUTE);
  await it.seen(0, MINUTE);
  expect(await it.tick(60 * MINUTE)).toBe('');
  expect(await it.request(2)).toBe('wake');
});

test('a request held longer than --wake-timeout is refused; the wake goes on for later ones', async () => {
  const it = machine(0);
  await it.request(1);
  await it.tick(5 * MINUTE);
  await it.request(2);
  expect(await it.tick(5 * MINUTE)).toBe('503 wake_timeout 1');
  expect(await it.request(3)).toBe('');
  expect(await it.answer(well, MINUTE)).toBe('pass 2, pass 3');
});

test('deleted during a wake: all held requests are told, and the deployment is not woken again', async () => {
  const it = machine(0);
  await it.request(1);
  expect(await it.deleted()).toBe('404 deployment_gone 1');
  expect(await it.seen(1)).toBe('');
  expect(await it.answer(well)).toBe('');
  expect(await it.request(2)).toBe('404 deployment_gone 2');
});

test('only seemed to be deleted: it is watched once what was under way has ended', async () => {
  const it = machine(0);
  await it.request(1);
  await it.deleted();
  expect(await it.seen(1)).toBe('');
  await it.answer(well);
  expect(await it.seen(1)).toBe('watch');
  await it.request(2);
  expect(await it.answer(well)).toBe('pass 2');
});

test('deleted with replicas: counts as none, so that nobody is told to scale a new one of its name', async () => {
  const it = machine(2);
  await it.deleted();
  expect(it.keeper.numbers).toMatchObject({ awake: 0, replicas: 0 });
});

test('a deployment sleeps after --sleep-after without requests, and never while one is in flight', async () => {
  const it = machine(1);
  await it.request(1);
  expect(await it.tick(5 * 60 * MINUTE)).toBe('');
  await it.ended();
  expect(await it.tick(30 * MINUTE - 1)).toBe('');
  expect(await it.tick(1)).toBe('sleep');
  expect(await it.tick(MINUTE)).toBe('');
  expect(await it.answer(well)).toBe('');
  expect(await it.request(2)).toBe('wake');
});

test('a request during a scaling to zero waits until that has ended, and then wakes the deployment', async () => {
  const it = machine(1);
  await it.tick(30 * MINUTE);
  expect(await it.request(1)).toBe('');
  expect(await it.answer(well)).toBe('wake');
  expect(await it.answer(well)).toBe('pass 1');
});

test('a failed sleep is tried again later, and held requests are passed on', async () => {
  const it = machine(1);
  await it.tick(30 * MINUTE);
  await it.request(1);
  expect(await it.answer(fails)).toBe('pass 1');
  await it.ended();
  const idle = machine(1);
  await idle.tick(30 * MINUTE);
  await idle.answer(fails);
  expect(await idle.tick(SLEEP_AGAIN_MS - 1)).toBe('');
  expect(await idle.tick(1)).toBe('sleep');
});

test('a deployment that others use without this proxy is left awake, and that counts as use', async () => {
  const it = machine(1);
  expect(await it.tick(30 * MINUTE)).toBe('sleep');
  expect(await it.request(1)).toBe('');
  expect(await it.answer(putOff(10))).toBe('pass 1');
  const idle = machine(1);
  await idle.tick(30 * MINUTE);
  await idle.answer(putOff(10));
  expect(await idle.tick(20 * MINUTE - 1)).toBe('');
  expect(await idle.tick(1)).toBe('sleep');
});

test('others scale: to zero means asleep, from zero is watched, and both count as use', async () => {
  const it = machine(1);
  await it.tick(29 * MINUTE);
  await it.seen(3);
  expect(await it.tick(29 * MINUTE)).toBe('');
  expect(await it.seen(0)).toBe('');
  expect(await it.request(1)).toBe('wake');
  const other = machine(0);
  expect(await other.seen(2)).toBe('watch');
  expect(await other.request(1)).toBe('');
  expect(await other.answer(well)).toBe('pass 1');
});

test('a proxy that starts during a scaling watches it', async () => {
  const it = machine(1, SETTINGS, false);
  expect(it.first).toBe('watch');
  expect(await it.request(1)).toBe('');
  expect(await it.answer(well)).toBe('pass 1');
});

test('a watched deployment that stops is asleep, or is woken if a request waits', async () => {
  const it = machine(0);
  await it.seen(2);
  expect(await it.answer(stopped)).toBe('');
  expect(await it.request(1)).toBe('wake');
  const other = machine(0);
  await other.seen(2);
  await other.request(1);
  expect(await other.answer(stopped)).toBe('wake');
  expect(await other.answer(well)).toBe('pass 1');
});

test('without --wake every request is passed on, whatever the replicas are', async () => {
  const it = machine(0, { ...SETTINGS, wake: undefined });
  expect(await it.request(1)).toBe('pass 1');
  await it.ended();
  expect(await it.seen(1)).toBe('');
  expect(await it.tick(30 * MINUTE)).toBe('sleep');
  expect(await it.request(2)).toBe('pass 2');
});

test('closing the proxy refuses all held requests', async () => {
  const it = machine(0);
  await it.request(1);
  expect(await it.close()).toBe('503 proxy_closing 1');
});

const often = <Kind extends string>(weight: number, kind: Kind) => ({ weight, arbitrary: fc.constant(kind) });
/** An event, with the ms before it and the number it is about. */
const move = fc.record({
  is: fc.oneof(
    often(3, 'request'),
    often(3, 'look'),
    often(2, 'left'),
    often(3, 'ended'),
    often(2, 'well'),
    often(1, 'fails'),
    often(1, 'not'),
    often(2, 'seen'),
    often(4, 'tick'),
    often(1, 'deleted'),
    often(1, 'close'),
  ),
  ms: fc.nat(20 * MINUTE),
  n: fc.nat(20),
});

test('in any order of events: one scaling at a time, one answer a request, no sleep during a request', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 60 }), fc.nat(2), async (all, replicas) => {
      const it = machine(replicas);
      const waiting = new Set<number>();
      let served = 0;
      let ids = 0;
      for (const { is, ms, n } of all) {
        if (is === 'request' || is === 'look') waiting.add(++ids);
        if (is === 'ended' && served > 0) served--;
        const before = [served, waiting.size];
        const brought = await {
          request: () => it.request(ids, true, ms),
          look: () => it.request(ids, false, ms),
          left: () => it.left(n, ms),
          ended: () => it.ended(ms),
          well: () => it.answer(well, ms),
          fails: () => it.answer(fails, ms),
          not: () => it.answer(otherwise, ms),
          seen: () => it.seen(n % 3, ms),
          tick: () => it.tick(ms),
          deleted: () => it.deleted(ms),
          close: () => it.close(ms),
        }[is]();
        for (const what of brought.split(', ').filter(Boolean)) {
          // Only a waiting request may wake: GPUs cost money.
          if (what === 'wake') expect(waiting.size).toBeGreaterThan(0);
          if (what === 'sleep') expect(before).toEqual([0, 0]);
          const [, id] = /(\d+)$/.exec(what) ?? [];
          if (id !== undefined) expect(waiting.delete(Number(id))).toBe(true);
          if (what.startsWith('pass')) served++;
        }
        expect(it.keeper.numbers).toMatchObject({ busy: served, pending: waiting.size });
        if (waiting.size > 0) expect(it.underWay).toBeDefined();
      }
    }),
    { numRuns: runs(500) },
  );
});
