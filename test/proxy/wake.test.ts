import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  FAILED_FOR_MS,
  firstState,
  SLEEP_AGAIN_MS,
  step,
  type WakeEvent,
  type WakeOrder,
  type WakeSettings,
  type WakeState,
} from '../../src/proxy/wake.js';
import { runs } from '../helpers/chance.js';

const MINUTE = 60_000;
const SETTINGS: WakeSettings = {
  name: 'my-app',
  wake: 1,
  sleepAfterMs: 30 * MINUTE,
  maxPending: 3,
  wakeTimeoutMs: 10 * MINUTE,
};

/** A deployment at so many replicas, and what each event orders, as `pass 1`, `503 wake_timeout 2`, `wake`. */
function machine(replicas: number | undefined, settings = SETTINGS, isServing = true) {
  const first = firstState({ replicas, isServing }, settings, 0);
  let { state } = first;
  let now = 0;
  const said = (orders: readonly WakeOrder[]) =>
    orders
      .map((order) => {
        if (order.do === 'pass') return `pass ${order.id}`;
        if (order.do !== 'refuse') return order.do;
        return `${order.refusal.status} ${order.refusal.code} ${order.id}`;
      })
      .join(', ');
  return {
    first: said(first.orders),
    get state(): WakeState {
      return state;
    },
    on(event: WakeEvent, afterMs = 0): string {
      now += afterMs;
      const next = step(state, event, settings, now);
      state = next.state;
      return said(next.orders);
    },
    request(id: number, mayWake = true): string {
      return this.on({ is: 'request', id, mayWake });
    },
  };
}

const WHY = { code: 'gpu-quota', message: 'the quota for gpua5000 is too small' };

test('a deployment that serves is passed every request', () => {
  const it = machine(1);
  expect(it.request(1)).toBe('pass 1');
  expect(it.request(2, false)).toBe('pass 2');
  expect(it.state.busy).toBe(2);
});

test('any number of requests makes one scaling, and all are passed on once it serves', () => {
  const it = machine(0);
  expect(it.request(1)).toBe('wake');
  expect(it.request(2)).toBe('');
  expect(it.request(3)).toBe('');
  expect(it.request(4)).toBe('503 too_many_pending 4');
  expect(it.on({ is: 'left', id: 2 })).toBe('');
  expect(it.request(5)).toBe('');
  expect(it.on({ is: 'woken' }, 3 * MINUTE)).toBe('pass 1, pass 3, pass 5');
  expect(it.state.busy).toBe(3);
});

test('a look wakes nothing, but waits with those who do', () => {
  const it = machine(0);
  expect(it.request(1, false)).toBe('503 deployment_asleep 1');
  it.request(2);
  expect(it.request(3, false)).toBe('');
});

test('a wake that fails is told to all who wait, and to those who ask again at once without another try', () => {
  const it = machine(0);
  it.request(1);
  it.request(2);
  expect(it.on({ is: 'wake-failed', why: WHY })).toBe('503 gpu-quota 1, 503 gpu-quota 2');
  expect(it.request(3)).toBe('503 gpu-quota 3');
  expect(it.on({ is: 'tick' }, FAILED_FOR_MS)).toBe('');
  expect(it.request(4)).toBe('wake');
});

test('what could not be woken is put to sleep where it has replicas all the same: they are billed', () => {
  const it = machine(0);
  it.request(1);
  // Whether the scaling was accepted is not known until somebody looks.
  expect(it.state.replicas).toBeUndefined();
  it.on({ is: 'wake-failed', why: WHY }, MINUTE);
  it.on({ is: 'seen', replicas: 1 }, MINUTE);
  expect(it.on({ is: 'tick' }, 28 * MINUTE)).toBe('');
  expect(it.on({ is: 'tick' }, MINUTE)).toBe('sleep');
  expect(it.on({ is: 'slept' })).toBe('');
  expect(it.request(2)).toBe('wake');
});

test('what could not be woken and has none is left alone', () => {
  const it = machine(0);
  it.request(1);
  it.on({ is: 'wake-failed', why: WHY }, MINUTE);
  it.on({ is: 'seen', replicas: 0 }, MINUTE);
  expect(it.on({ is: 'tick' }, 60 * MINUTE)).toBe('');
  expect(it.request(2)).toBe('wake');
});

test('whoever waits longer than --wake-timeout is told so; the wake goes on, and later ones wait for it', () => {
  const it = machine(0);
  it.request(1);
  it.on({ is: 'tick' }, 5 * MINUTE);
  it.request(2);
  expect(it.on({ is: 'tick' }, 5 * MINUTE)).toBe('503 wake_timeout 1');
  expect(it.request(3)).toBe('');
  expect(it.on({ is: 'woken' }, MINUTE)).toBe('pass 2, pass 3');
});

test('deleted meanwhile: all are told, and it is never woken again', () => {
  const it = machine(0);
  it.request(1);
  expect(it.on({ is: 'deleted' })).toBe('404 deployment_gone 1');
  expect(it.on({ is: 'woken' })).toBe('');
  expect(it.on({ is: 'seen', replicas: 1 })).toBe('');
  expect(it.request(2)).toBe('404 deployment_gone 2');
});

test('it sleeps when nothing came for --sleep-after, and never while a request is in flight', () => {
  const it = machine(1);
  it.request(1);
  expect(it.on({ is: 'tick' }, 5 * 60 * MINUTE)).toBe('');
  it.on({ is: 'ended' });
  expect(it.on({ is: 'tick' }, 30 * MINUTE - 1)).toBe('');
  expect(it.on({ is: 'tick' }, 1)).toBe('sleep');
  expect(it.on({ is: 'tick' }, MINUTE)).toBe('');
  expect(it.on({ is: 'slept' })).toBe('');
  expect(it.request(2)).toBe('wake');
});

test('who comes while it goes to sleep waits until it has, and wakes it', () => {
  const it = machine(1);
  it.on({ is: 'tick' }, 30 * MINUTE);
  expect(it.request(1)).toBe('');
  expect(it.on({ is: 'slept' })).toBe('wake');
  expect(it.on({ is: 'woken' })).toBe('pass 1');
});

test('a sleep that fails is tried again, and holds up nobody', () => {
  const it = machine(1);
  it.on({ is: 'tick' }, 30 * MINUTE);
  it.request(1);
  expect(it.on({ is: 'sleep-failed' })).toBe('pass 1');
  it.on({ is: 'ended' });
  const idle = machine(1);
  idle.on({ is: 'tick' }, 30 * MINUTE);
  idle.on({ is: 'sleep-failed' });
  expect(idle.on({ is: 'tick' }, SLEEP_AGAIN_MS - 1)).toBe('');
  expect(idle.on({ is: 'tick' }, 1)).toBe('sleep');
});

test('what others use past this proxy is left awake, and counts as use', () => {
  const it = machine(1);
  expect(it.on({ is: 'tick' }, 30 * MINUTE)).toBe('sleep');
  expect(it.request(1)).toBe('');
  expect(it.on({ is: 'sleep-put-off', usedMs: 20 * MINUTE })).toBe('pass 1');
  const idle = machine(1);
  idle.on({ is: 'tick' }, 30 * MINUTE);
  idle.on({ is: 'sleep-put-off', usedMs: 20 * MINUTE });
  expect(idle.on({ is: 'tick' }, 20 * MINUTE - 1)).toBe('');
  expect(idle.on({ is: 'tick' }, 1)).toBe('sleep');
});

test('someone else scales: to zero is asleep, from zero is watched, and either counts as use', () => {
  const it = machine(1);
  it.on({ is: 'tick' }, 29 * MINUTE);
  it.on({ is: 'seen', replicas: 3 });
  expect(it.on({ is: 'tick' }, 29 * MINUTE)).toBe('');
  expect(it.on({ is: 'seen', replicas: 0 })).toBe('');
  expect(it.request(1)).toBe('wake');
  const other = machine(0);
  expect(other.on({ is: 'seen', replicas: 2 })).toBe('watch');
  expect(other.request(1)).toBe('');
  expect(other.on({ is: 'woken' })).toBe('pass 1');
});

test('a proxy that starts while it is being scaled joins that', () => {
  const it = machine(1, SETTINGS, false);
  expect(it.first).toBe('watch');
  expect(it.request(1)).toBe('');
  expect(it.on({ is: 'woken' })).toBe('pass 1');
});

test('what was watched and has stopped is asleep, or woken for whoever waits', () => {
  const it = machine(0);
  it.on({ is: 'seen', replicas: 2 });
  expect(it.on({ is: 'stopped' })).toBe('');
  expect(it.request(1)).toBe('wake');
  const other = machine(0);
  other.on({ is: 'seen', replicas: 2 });
  other.request(1);
  expect(other.on({ is: 'stopped' })).toBe('wake');
  expect(other.on({ is: 'woken' })).toBe('pass 1');
});

test('without --wake every request is passed on, whatever is known', () => {
  const it = machine(0, { ...SETTINGS, wake: undefined });
  expect(it.request(1)).toBe('pass 1');
  it.on({ is: 'ended' });
  expect(it.on({ is: 'seen', replicas: 1 })).toBe('');
  expect(it.on({ is: 'tick' }, 30 * MINUTE)).toBe('sleep');
  expect(it.request(2)).toBe('pass 2');
});

test('when the proxy ends, nobody is held any longer', () => {
  const it = machine(0);
  it.request(1);
  expect(it.on({ is: 'closing' })).toBe('503 proxy_closing 1');
});

/** The service's part: what was ordered is answered by one event each, at any later time. */
type Move = WakeEvent | { is: 'answer'; well: boolean };
const moves: fc.Arbitrary<Move> = fc
  .oneof(
    { weight: 6, arbitrary: fc.record({ is: fc.constant('request' as const), mayWake: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('left' as const), id: fc.nat(20) }) },
    { weight: 3, arbitrary: fc.constant({ is: 'ended' as const }) },
    { weight: 4, arbitrary: fc.record({ is: fc.constant('answer' as const), well: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('seen' as const), replicas: fc.nat(2) }) },
    { weight: 4, arbitrary: fc.constant({ is: 'tick' as const }) },
    fc.constantFrom({ is: 'deleted' as const }, { is: 'closing' as const }),
  )
  .map((move) => ('mayWake' in move ? { ...move, id: 0 } : move));

test('in any order of events: one scaling at a time, each request answered once, no sleep while one is served', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(moves, fc.nat(20 * MINUTE)), { maxLength: 60 }),
      fc.nat(2),
      (all, replicas) => {
        let { state, orders } = firstState({ replicas, isServing: true }, SETTINGS, 0);
        let now = 0;
        let ids = 0;
        let underWay: 'wake' | 'watch' | 'sleep' | undefined;
        const waiting = new Set<number>();
        let served = 0;
        const carryOut = () => {
          for (const order of orders) {
            if (order.do === 'pass' || order.do === 'refuse') {
              expect(waiting.delete(order.id)).toBe(true);
              if (order.do === 'pass') served++;
              continue;
            }
            expect(underWay).toBeUndefined();
            // Nothing but a request is worth GPUs.
            if (order.do === 'wake') expect(state.held.length).toBeGreaterThan(0);
            if (order.do === 'sleep') expect([served, waiting.size]).toEqual([0, 0]);
            underWay = order.do;
          }
        };
        const happens = (event: WakeEvent) => {
          ({ state, orders } = step(state, event, SETTINGS, now));
          carryOut();
        };
        carryOut();
        for (const [move, ms] of all) {
          now += ms;
          if (move.is === 'request') {
            waiting.add(++ids);
            happens({ ...move, id: ids });
          } else if (move.is === 'left') {
            waiting.delete(move.id);
            happens(move);
          } else if (move.is === 'answer') {
            const was = underWay;
            underWay = undefined;
            if (was === 'wake') happens(move.well ? { is: 'woken' } : { is: 'wake-failed', why: WHY });
            if (was === 'watch') happens({ is: move.well ? 'woken' : 'stopped' });
            if (was === 'sleep') happens({ is: move.well ? 'slept' : 'sleep-failed' });
          } else if (move.is === 'ended') {
            if (served > 0) {
              served--;
              happens(move);
            }
          } else happens(move);
          expect(state.busy).toBe(served);
          expect(state.held.map(({ id }) => id)).toEqual([...waiting]);
          if (state.held.length > 0) expect(underWay).toBeDefined();
        }
      },
    ),
    { numRuns: runs(500) },
  );
});
