import { expect, test } from 'vitest';
import { ExoError } from '../../src/errors.js';
import { Keeper, LOOK_MS } from '../../src/proxy/keeper.js';
import type { Service } from '../../src/proxy/service.js';
import { virtualClock } from '../helpers/virtual-time.js';

const MINUTE = 60_000;

/** A keeper in virtual time. `run` returns its events, each with its minute. */
function kept(replicas: number, service: Partial<Service>, minutes: number, settings = {}) {
  const clock = virtualClock();
  const began = clock.now();
  const told: string[] = [];
  const tell = (what: string) => () =>
    void told.push(`${what} ${Math.round((clock.now() - began) / MINUTE)}`);
  const keeper = new Keeper(
    {
      look: async () => ({ replicas }),
      wake: async () => {},
      watch: async () => 'stopped',
      sleep: async () => undefined,
      ...service,
    },
    {
      name: 'my-app',
      wake: 1,
      sleepAfterMs: 30 * MINUTE,
      maxPending: 10,
      wakeTimeoutMs: 10 * MINUTE,
      ...settings,
    },
    clock,
    {
      onWake: tell('wake'),
      onWoken: tell('woken'),
      onWakeFailed: tell('not woken'),
      onSleep: tell('sleep'),
      onSlept: tell('slept'),
      onSleepFailed: tell('awake still'),
      onPutOff: tell('put off'),
      onGone: tell('gone'),
      onBack: tell('back'),
    },
    { replicas, isServing: true },
  );
  const ended = new AbortController();
  const nobody = new AbortController().signal;
  return {
    clock,
    told,
    keeper,
    request: () => keeper.admit(true, nobody),
    async run() {
      const going = keeper.keep(ended.signal);
      await clock.sleep(minutes * MINUTE);
      ended.abort();
      await going;
      return told;
    },
  };
}

test('a deployment without requests is put to sleep once, after --sleep-after', async () => {
  expect(await kept(1, {}, 65).run()).toEqual(['sleep 30', 'slept 30']);
});

test('a clock that is set back by an hour does not put off the sleep', async () => {
  const { clock, keeper, told } = kept(1, {}, 0);
  clock.advance(20 * MINUTE);
  keeper.tick();
  clock.advance(-60 * MINUTE);
  keeper.tick();
  clock.advance(10 * MINUTE);
  keeper.tick();
  expect(told).toEqual(['sleep -30']);
});

test('with --max-pending 0 the first request wakes the deployment, and is told to come back', async () => {
  const { request, clock, told } = kept(0, { wake: () => clock.sleep(MINUTE) }, 0, { maxPending: 0 });
  const refused = {
    status: 503,
    code: 'too_many_pending',
    message: expect.stringContaining('is being woken'),
  };
  expect(await request()).toMatchObject(refused);
  expect(await request()).toMatchObject(refused);
  await clock.sleep(2 * MINUTE);
  expect(await request()).toHaveProperty('ended');
  expect(told).toEqual(['wake 0', 'woken 1']);
});

test('a deployment that others use is left awake for --sleep-after since that use', async () => {
  const { run, clock } = kept(
    1,
    {
      sleep: async () =>
        clock.now() - start < 45 * MINUTE
          ? { agoMs: clock.now() - start - 20 * MINUTE, why: 'others' }
          : undefined,
    },
    60,
  );
  const start = clock.now();
  expect(await run()).toEqual(['sleep 30', 'put off 30', 'sleep 50', 'slept 50']);
});

test('a request that comes during the last look before a sleep keeps the deployment awake', async () => {
  const began: number[] = [];
  const { run, request, clock } = kept(
    1,
    {
      async sleep({ replicas, isWanted }) {
        expect([replicas, isWanted()]).toEqual([1, false]);
        began.push(clock.now());
        void request().then(() => began.push(clock.now()));
        await clock.sleep(2_000);
        return isWanted() ? { agoMs: 0, why: 'a request has come' } : undefined;
      },
    },
    31,
  );
  expect(await run()).toEqual(['sleep 30', 'put off 30']);
  expect(began.map((at) => at - (began[0] ?? 0))).toEqual([0, 2_000]);
});

test('without --wake a request that comes during the last look keeps the deployment awake, too', async () => {
  const { run, request } = kept(
    1,
    {
      async sleep({ isWanted }) {
        await request();
        return isWanted() ? { agoMs: 0, why: 'a request has come' } : undefined;
      },
    },
    31,
    { wake: undefined },
  );
  expect(await run()).toEqual(['sleep 30', 'put off 30']);
});

test('a failed sleep is reported and tried again every minute', async () => {
  let tries = 0;
  const service: Partial<Service> = {
    async sleep() {
      tries += 1;
      if (tries < 3) throw new ExoError('unavailable', 'the API is unavailable');
      return undefined;
    },
  };
  expect(await kept(1, service, 40).run()).toEqual([
    ...['sleep 30', 'awake still 30', 'sleep 31', 'awake still 31', 'sleep 32', 'slept 32'],
  ]);
});

test('an outdated look after a sleep wakes nothing', async () => {
  let watched = 0;
  const watch = async () => {
    watched += 1;
    return 'stopped' as const;
  };
  const { run, keeper } = kept(1, { watch }, 32);
  expect(await run()).toEqual(['sleep 30', 'slept 30']);
  expect(watched).toBeGreaterThan(0);
  expect(keeper.numbers).toMatchObject({ awake: 0, pending: 0 });
});

test('a request held longer than --wake-timeout is refused while the wake goes on', async () => {
  const { run, request, clock } = kept(0, { wake: () => clock.sleep(15 * MINUTE) }, 12);
  const held = request();
  await run();
  expect(await held).toMatchObject({ status: 503, code: 'wake_timeout', retryAfterS: 30 });
});

test('a deletion is noticed at the next look, and reported once', async () => {
  const look = async () => {
    throw new ExoError('not-found', 'there is no deployment my-app');
  };
  const { run, request } = kept(1, { look }, (3 * LOOK_MS) / MINUTE);
  expect(await run()).toEqual(['gone 1']);
  expect(await request()).toMatchObject({ status: 404, code: 'deployment_gone' });
});

test('a wake that takes longer than its wait: the replicas that come up in the end are put to sleep', async () => {
  const failure = new ExoError('deadline', 'still not done after 600 s');
  const started = { replicas: 0 };
  const { run, request } = kept(
    0,
    {
      look: async () => started,
      wake: async () => {
        started.replicas = 1;
        throw failure;
      },
    },
    40,
  );
  const answer = request();
  expect(await run()).toEqual(['wake 0', 'not woken 0', 'sleep 30', 'slept 30']);
  expect(await answer).toMatchObject({ status: 503, code: 'deadline' });
});

test('a deployment that only seemed to be deleted is put to sleep again', async () => {
  let looks = 0;
  const { run } = kept(
    2,
    {
      async look() {
        if (++looks === 1) throw new ExoError('not-found', 'not found');
        return { replicas: 2 };
      },
      watch: async () => 'serves',
    },
    60,
  );
  expect(await run()).toEqual(['gone 1', 'back 1', 'sleep 31', 'slept 31']);
});

test('many answers that do not fit make one look, and one more for those that come after it', async () => {
  let looks = 0;
  const look = async () => {
    looks += 1;
    return { replicas: 1 };
  };
  const { keeper, clock } = kept(1, { look }, 0);
  const seen: number[] = [];
  for (const waitMs of [0, 1_000, 1_000, 3_000, 5_000, 60_000]) {
    clock.advance(waitMs);
    keeper.tick();
    if (waitMs < 3_000) for (let count = 0; count < 100; count++) keeper.doubt();
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(looks);
  }
  expect(seen).toEqual([1, 1, 1, 2, 2, 2]);
});
