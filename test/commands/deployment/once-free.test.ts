import { describe, expect, test } from 'vitest';
import { ctrlC } from '../../helpers/ended.js';
import { type FakeClock, sandboxTransport, withMyApp } from '../../helpers/run.js';
import { type Answer, instead, json, lying, named } from '../../helpers/service.js';

/*
 * A scaling to zero waits if another change is under way: somebody's scale-up at 19:58 must not keep the GPUs running
 * all night because the scaling to zero at 20:00 was refused.
 */

const Z = '-z at-vie-2';
const SCALE = 'POST /ai/deployment/*/scale';

/** `my-app` with a scaling from 1 to 3 under way, which takes minutes on the fake clock. */
async function busy() {
  const made = withMyApp();
  await made.exo(`deployment scale my-app 3 ${Z} --no-wait`);
  const replicas = () => made.sandbox.deployments('at-vie-2').map((one) => one.replicas);
  const against = (answer: Answer, line: string, given: Parameters<typeof made.exo>[1] = {}) =>
    made.exo(line, { ...given, transport: lying(sandboxTransport(made.sandbox), answer) });
  return { ...made, replicas, against };
}

const refusal = () => json({ title: 'Conflict', detail: 'Busy' }, 409);

/** The signal of a command that Ctrl-C ends as soon as it sleeps. */
function ctrlCAtSleep(clock: FakeClock): AbortSignal {
  const { signal, press } = ctrlC();
  const { sleep } = clock;
  clock.sleep = async (ms, given) => {
    press();
    // Sleeps without a signal are the short time that the program takes for its last messages.
    return given ? sleep(ms, given) : new Promise(() => {});
  };
  return signal;
}

describe('a scaling to zero while another change is under way', () => {
  test.each([
    ['scale my-app 0', 'GPU billing stops'],
    ['scale my-app=0', 'my-app in at-vie-2: scaled 3 → 0'],
    ['scale --all 0 -f', 'my-app in at-vie-2: scaled 3 → 0'],
  ])('deployment %s: waits for the change, and is sent again', async (words, said) => {
    const { exo, replicas } = await busy();
    const { code, stdout, stderr } = await exo(`deployment ${words} ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [0] });
    expect(stdout + stderr).toContain(said);
  });

  test('waits, too, if the service refuses with 412, which cannot mean GPUs here', async () => {
    const { against, replicas } = await busy();
    const { code, stderr } = await against(async (request, ask) => {
      const answer = named(request) === SCALE ? await ask(request) : undefined;
      return answer?.status === 409 ? { ...answer, status: 412 } : answer;
    }, `deployment scale my-app 0 ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [0] });
  });

  test('says what it waits for, and nothing under -Q', async () => {
    const { exo } = await busy();
    const { stderr } = await exo(`deployment scale my-app 0 ${Z}`);
    expect(stderr).toContain('Another change of my-app is under way in at-vie-2; waiting for it …\n');
    await exo(`deployment scale my-app 3 ${Z} --no-wait`);
    expect(await exo(`deployment scale my-app 0 ${Z} -Q`)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('waits no longer than --wait-timeout in all, and then says that nothing was accepted', async () => {
    const { exo, clock, replicas } = await busy();
    const began = clock.now();
    const { code, stderr } = await exo(`deployment scale my-app 0 ${Z} --wait-timeout 1m`);
    expect(code).toBe(8);
    expect(clock.now() - began).toBeLessThan(62_000);
    expect(replicas()).toEqual([3]);
    expect(stderr).toContain(
      'could not scale deployment my-app to 0 replicas in at-vie-2: another change of it was still under way after 1m',
    );
    expect(stderr).toContain('hint: it was not accepted; run the same command again\n');
  });

  test('--no-wait does not wait: exit 5, with the command to wait', async () => {
    const { exo, replicas } = await busy();
    const { code, stderr } = await exo(`deployment scale my-app 0 ${Z} --no-wait`);
    expect({ code, replicas: replicas() }).toEqual({ code: 5, replicas: [3] });
    expect(stderr).toContain('exo-di deployment wait my-app --for ready -z at-vie-2');
  });

  test('Ctrl-C meanwhile: the error says that nothing was accepted', async () => {
    const { exo, clock, replicas } = await busy();
    const signal = ctrlCAtSleep(clock);
    const { code, stderr } = await exo(`deployment scale my-app 0 ${Z}`, { signal });
    expect({ code, replicas: replicas() }).toEqual({ code: 130, replicas: [3] });
    expect(stderr).toContain(
      'interrupted while waiting for another change: the service was not asked to scale deployment my-app to 0 replicas in at-vie-2',
    );
    expect(stderr).not.toContain('goes on');
  });

  test('another change that begins in between is waited for, too', async () => {
    const { exo, against, replicas, clock } = await busy();
    let scalings = 0;
    const began = clock.now();
    const { code } = await against(async (request) => {
      if (named(request) !== SCALE || ++scalings !== 2) return undefined;
      await exo(`deployment scale my-app 4 ${Z} --no-wait`);
      return undefined;
    }, `deployment scale my-app 0 ${Z}`);
    expect({ code, scalings, replicas: replicas() }).toEqual({ code: 0, scalings: 3, replicas: [0] });
    expect(clock.now() - began).toBeGreaterThan(8 * 60_000);
  });

  test('somebody else has begun the same scaling: it is sent once that has ended', async () => {
    const { exo, against, replicas } = await busy();
    let scalings = 0;
    const { code, stderr } = await against(async (request) => {
      if (named(request) !== SCALE || ++scalings !== 2) return undefined;
      await exo(`deployment scale my-app 0 ${Z} --no-wait`);
      return refusal();
    }, `deployment scale my-app 0 ${Z}`);
    expect({ code, scalings, replicas: replicas() }, stderr).toEqual({ code: 0, scalings: 3, replicas: [0] });
  });

  test('refused while zero replicas show: taken for done by somebody else after 15 seconds', async () => {
    const { exo, against, clock, replicas } = await busy();
    await exo(`deployment wait my-app ${Z}`);
    await exo(`deployment scale my-app 0 ${Z}`);
    const began = clock.now();
    const { code, stderr } = await against(instead(SCALE, refusal), `deployment scale my-app 0 ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [0] });
    expect(clock.now() - began).toBeGreaterThanOrEqual(15_000);
  });

  test('a service that shows the old size during a scaling up from zero: zero is sent when that has ended', async () => {
    const { exo, against, replicas } = await busy();
    await exo(`deployment wait my-app ${Z}`);
    await exo(`deployment scale my-app 0 ${Z}`);
    await exo(`deployment scale my-app 3 ${Z} --no-wait`);
    const { code, stderr } = await against(async (request, ask) => {
      if (named(request) !== 'GET /ai/deployment/*') return undefined;
      const answer = await ask(request);
      const body = JSON.parse(answer.body);
      return body.state === 'ready' ? answer : json({ ...body, replicas: 0 });
    }, `deployment scale my-app 0 ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [0] });
  });

  test('refused although no change shows until the time is up: no change is claimed', async () => {
    const { against, clock } = await busy();
    await clock.sleep(20 * 60_000);
    const { code, stderr } = await against(
      instead(SCALE, refusal),
      `deployment scale my-app 0 ${Z} --wait-timeout 10s`,
    );
    expect(code).toBe(8);
    expect(stderr).toContain(
      'could not scale deployment my-app to 0 replicas in at-vie-2: the service still refused it after 10s (Busy)\n',
    );
  });

  test('if the deployment cannot be read meanwhile, the scaling is sent again all the same', async () => {
    const { against, replicas } = await busy();
    let scalings = 0;
    const { code, stderr } = await against((request) => {
      if (named(request) === SCALE) return ++scalings <= 8 ? refusal() : undefined;
      return named(request) === 'GET /ai/deployment/*' && scalings <= 8
        ? json({ message: 'down' }, 500)
        : undefined;
    }, `deployment scale my-app 0 ${Z} --timeout 1s`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [0] });
    expect(scalings).toBeGreaterThan(8);
  });

  test('refused although no change shows: tried for a minute, then exit 5', async () => {
    const { against, clock } = await busy();
    await clock.sleep(20 * 60_000);
    const began = clock.now();
    const { code, stderr } = await against(instead(SCALE, refusal), `deployment scale my-app 0 ${Z}`);
    expect(code).toBe(5);
    expect(stderr).toContain('could not scale deployment my-app in at-vie-2: Busy (HTTP 409)');
    expect(clock.now() - began).toBeLessThan(75_000);
  });

  test.each([
    ['deployment scale my-app 0', [0]],
    ['deployment delete my-app -f', []],
  ])('%s, refused at its second try after a lost answer: it is sent again', async (line, left) => {
    const { against, replicas, sandbox } = await busy();
    let tries = 0;
    const { code, stderr } = await against(({ method, url }) => {
      if (method === 'GET' || url.includes('/api-key')) return undefined;
      if (++tries === 1) return { status: 502, headers: {}, body: '' };
      return sandbox.deployments('at-vie-2').some(({ state }) => state !== 'ready') ? refusal() : undefined;
    }, `${line} ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: left });
  });

  test('deleted meanwhile: exit 4', async () => {
    const { exo, against } = await busy();
    let scalings = 0;
    const { code } = await against(async (request) => {
      if (named(request) !== SCALE || ++scalings !== 1) return undefined;
      await exo(`deployment delete my-app -f ${Z}`);
      return refusal();
    }, `deployment scale my-app 0 ${Z}`);
    expect(code).toBe(4);
  });
});

describe('a refusal as busy, and answers that are behind', () => {
  /** Somebody has begun to scale `my-app` from `from` to `to`; these reads by ID, counted from 1, show it as before. */
  async function behind(from: number, to: number, reads: readonly number[]) {
    const made = withMyApp({ replicas: from });
    const before = made.sandbox.deployments('at-vie-2')[0];
    await made.exo(`deployment scale my-app ${to} ${Z} --no-wait`);
    let count = 0;
    made.intercept((request) =>
      named(request) === 'GET /ai/deployment/*' && reads.includes(++count) ? json(before) : undefined,
    );
    const replicas = () => made.sandbox.deployments('at-vie-2').map((one) => one.replicas);
    return { ...made, replicas };
  }

  test('what still shows zero replicas is not taken for the scaling to zero', async () => {
    const { exo, replicas } = await behind(0, 1, [1, 2]);
    const { code, stderr } = await exo(`deployment scale my-app 0 ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [0] });
    expect(stderr).not.toContain('already');
  });

  test('a scaling that somebody has begun is not called taken back before it shows', async () => {
    const { exo, replicas } = await behind(1, 2, [2, 3]);
    const { code, stderr } = await exo(`deployment scale my-app 2 ${Z}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [2] });
  });
});

describe('a change whose operation fails as busy, though the service had accepted it', () => {
  const BUSY = { state: 'failure', reason: 'busy', message: 'Another change is under way' };

  /** `my-app` at one replica; the first operations fail, `atOnce` in the answer to the change already. */
  function failing(times: number, { atOnce = false, reason = 'busy' } = {}) {
    const made = withMyApp();
    const failed = new Set<string>();
    let sent = 0;
    const transport = lying(sandboxTransport(made.sandbox), (request) => {
      const id = request.url.split('/').at(-1) ?? '';
      if (failed.has(id)) return json({ id, ...BUSY, reason });
      if (request.method === 'GET' || request.url.includes('/api-key') || ++sent > times) return undefined;
      const operation = `00000000-0000-4000-8000-00000000f${String(sent).padStart(3, '0')}`;
      failed.add(operation);
      return json(atOnce ? { id: operation, ...BUSY, reason } : { id: operation, state: 'pending' });
    });
    const exo = (line: string, given: Parameters<typeof made.exo>[1] = {}) =>
      made.exo(`${line} ${Z}`, { ...given, transport });
    const replicas = () => made.sandbox.deployments('at-vie-2').map((one) => one.replicas);
    return { ...made, exo, replicas, sent: () => sent };
  }

  test.each([
    ['deployment scale my-app 0', false, [0]],
    ['deployment scale my-app 0', true, [0]],
    ['deployment scale my-app=0', false, [0]],
    ['deployment scale --all 0 -f', true, [0]],
    ['deployment delete my-app -f', false, []],
  ])('%s (at once: %s): it is sent again', async (line, atOnce, left) => {
    const { exo, replicas, sent } = failing(2, { atOnce });
    const { code, stderr } = await exo(line);
    expect({ code, sent: sent(), replicas: replicas() }, stderr).toEqual({
      code: 0,
      sent: 3,
      replicas: left,
    });
  });

  test('says that it is sent again, and nothing under -Q', async () => {
    const { stderr } = await failing(1).exo('deployment scale my-app 0');
    expect(stderr).toContain(
      'The service was too busy to scale deployment my-app to 0 replicas in at-vie-2; sending it again until it is done …\n',
    );
    expect((await failing(1).exo('deployment scale my-app 0 -Q')).stderr).toBe('');
  });

  test.each([false, true])(
    'to the end of --wait-timeout, with pauses (at once: %s): exit 7',
    async (atOnce) => {
      const { exo, clock, replicas, sent } = failing(1_000, { atOnce });
      const began = clock.now();
      const { code, stderr } = await exo('deployment scale my-app 0 --wait-timeout 1m');
      expect({ code, replicas: replicas() }, stderr).toEqual({ code: 7, replicas: [1] });
      expect(clock.now() - began).toBeLessThan(70_000);
      expect(sent()).toBeLessThan(40);
      expect(stderr).toContain(
        'could not scale deployment my-app to 0 replicas in at-vie-2: the operation failed (busy: Another change is under way)',
      );
    },
  );

  test('Ctrl-C meanwhile: the error has the failure', async () => {
    const { exo, clock, replicas, sent } = failing(1, { atOnce: true });
    const signal = ctrlCAtSleep(clock);
    const { code, stderr } = await exo('deployment scale my-app 0', { signal });
    expect({ code, sent: sent(), replicas: replicas() }).toEqual({ code: 130, sent: 1, replicas: [1] });
    expect(stderr).toContain(
      'error: interrupted; could not scale deployment my-app to 0 replicas in at-vie-2: the',
    );
    expect(stderr).toContain('hint: it was not done; run the same command again\n');
  });

  test.each([
    ['deployment scale my-app 0', 'fault'],
    ['deployment scale my-app 2', 'busy'],
    ['deployment update my-app --name chat', 'busy'],
  ])('%s, failed with %s: it is not sent again, exit 7', async (line, reason) => {
    const { exo, sent } = failing(1, { reason });
    expect({ code: (await exo(line)).code, sent: sent() }).toEqual({ code: 7, sent: 1 });
  });

  test('--no-wait does not look at the operation; one that has failed at once is not sent again', async () => {
    const { exo, sent } = failing(1, { atOnce: true });
    expect({ code: (await exo('deployment scale my-app 0 --no-wait')).code, sent: sent() }).toEqual({
      code: 7,
      sent: 1,
    });
  });
});

describe('a deletion while another change is under way, if the service refuses that', () => {
  test('waits for the change, and is sent again', async () => {
    const { against, replicas, sandbox } = await busy();
    const isBusy = () => sandbox.deployments('at-vie-2').some(({ state }) => state !== 'ready');
    const { code, stdout, stderr } = await against(
      ({ method }) => (method === 'DELETE' && isBusy() ? refusal() : undefined),
      `deployment delete my-app -f ${Z}`,
    );
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: [] });
    expect(stdout).toBe('Deployment(s) deleted.\n');
  });

  test('that no state shows: sent again soon, not after a minute', async () => {
    const { exo, clock, sandbox, intercept } = withMyApp();
    const began = clock.now();
    intercept(({ method }) => (method === 'DELETE' && clock.now() - began < 10_000 ? refusal() : undefined));
    const { code, stderr } = await exo(`deployment delete my-app -f ${Z}`);
    expect({ code, left: sandbox.deployments('at-vie-2') }, stderr).toEqual({ code: 0, left: [] });
    expect(clock.now() - began).toBeLessThan(40_000);
  });

  test('that no state shows, for two minutes: exit 5', async () => {
    const { exo, clock, intercept } = withMyApp();
    const began = clock.now();
    intercept(({ method }) => (method === 'DELETE' ? refusal() : undefined));
    expect((await exo(`deployment delete my-app -f ${Z}`)).code).toBe(5);
    expect(clock.now() - began).toBeLessThan(150_000);
  });

  test('that is a deletion by somebody else: reported as deleted', async () => {
    const { against, sandbox, exo } = await busy();
    const { code, stderr } = await against(async (request) => {
      if (request.method !== 'DELETE') return undefined;
      if (sandbox.deployments('at-vie-2').length > 0) await exo(`deployment delete my-app -f ${Z} --no-wait`);
      return refusal();
    }, `deployment delete my-app -f ${Z}`);
    expect({ code, left: sandbox.deployments('at-vie-2') }, stderr).toEqual({ code: 0, left: [] });
  });
});

test.each(['my-app 3', 'my-app=3'])(
  'scale %s, which somebody else begins just before: the refusal leads to that one, which is waited for',
  async (words) => {
    const { exo, sandbox } = withMyApp();
    let sent = 0;
    const { code, stdout, stderr } = await exo(`deployment scale ${words} ${Z}`, {
      transport: lying(sandboxTransport(sandbox), async (request) => {
        if (named(request) === SCALE && ++sent === 1) await exo(`deployment scale my-app 3 ${Z} --no-wait`);
        return undefined;
      }),
    });
    expect({ code, sent }, stderr).toEqual({ code: 0, sent: 1 });
    expect(stdout + stderr).toMatch(/[Ss]caled/);
    expect(sandbox.deployments('at-vie-2')).toMatchObject([{ replicas: 3, state: 'ready' }]);
  },
);

test('a scaling to another size is refused without waiting', async () => {
  const { exo } = await busy();
  expect((await exo(`deployment scale my-app 1 ${Z}`)).code).toBe(5);
});
