import { describe, expect, test } from 'vitest';
import { type BenchOptions, bench } from '../../helpers/run.js';
import { instead, json, named, relisted, retold } from '../../helpers/service.js';

const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait';

function made(options: BenchOptions = {}) {
  const all = bench(options);
  const wait = (words = '', given = {}) => all.exo(`deployment wait my-app ${words}`, given);
  return { ...all, wait };
}

/** A deployment that exists and serves. */
function placed(replicas = 1) {
  const all = made();
  const id = all.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas });
  return { ...all, id };
}

describe('deployment wait', () => {
  test('for ready at zero replicas: the time is up, and the hint is the command that makes it ready', async () => {
    const { exo } = placed(0);
    const { code, stderr } = await exo('deployment wait my-app -z at-vie-2 --wait-timeout 5s');
    expect(code).toBe(8);
    expect(stderr).toContain(
      'error: the time is up: deployment my-app in at-vie-2 is not ready yet, but stopped with 0 replicas\nhint: it gets ready once scaled up: exo-di deployment scale my-app 1 -z at-vie-2\n',
    );
  });

  test('waits until a new deployment is ready: says so on stderr, nothing on stdout', async () => {
    const { exo, wait } = made();
    await exo(CREATE);
    expect(await wait('-z at-vie-2')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Waiting until my-app is ready in at-vie-2 …\nDeployment my-app in at-vie-2 is ready.\n',
    });
  });

  test('-O json prints the whole deployment', async () => {
    const { wait, id } = placed();
    const { code, stdout } = await wait('-z at-vie-2 -O json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id, state: 'ready', inference_engine_version: '0.25.1' });
  });

  test('-O text prints the row', async () => {
    const { wait, id } = placed();
    expect((await wait('-z at-vie-2 -O text -Q')).stdout).toMatch(new RegExp(`^${id}\tmy-app\tready\t`));
  });

  test('--for stopped ends at zero replicas', async () => {
    const { exo, wait } = placed();
    await exo('deployment scale my-app 0 -z at-vie-2 --no-wait');
    const { code, stderr } = await wait('--for stopped -z at-vie-2');
    expect(code).toBe(0);
    expect(stderr).toContain('Deployment my-app in at-vie-2 is stopped.\n');
  });

  test('--for deleted ends when the deployment is gone', async () => {
    const { exo, wait } = placed();
    await exo('deployment delete my-app -z at-vie-2 -f --no-wait');
    const { code, stdout, stderr } = await wait('--for deleted -z at-vie-2 -O json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('There is no deployment my-app in at-vie-2.\n');
  });

  test('--for deleted of a deployment that never existed ends at once', async () => {
    const { wait, clock } = made();
    const start = clock.now();
    expect((await wait('--for deleted')).code).toBe(0);
    expect(clock.now()).toBe(start);
  });

  test('without a zone the deployment is found in any zone', async () => {
    const { wait } = placed();
    const { code, stderr } = await wait();
    expect(code).toBe(0);
    expect(stderr).toContain('Found my-app in at-vie-2.\n');
    expect(stderr).toContain('Deployment my-app in at-vie-2 is ready.\n');
  });

  test.each(['', '-z at-vie-2'])(
    'a new deployment that does not show yet is waited for (%s)',
    async (words) => {
      const { exo, wait } = made({ assumptions: { visibleAfterMs: 8_000 } });
      await exo(CREATE);
      const { code, stderr } = await wait(words);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).toContain('Deployment my-app in at-vie-2 is ready.\n');
    },
  );

  test.each([
    ['-z at-vie-2', 'at-vie-2'],
    ['', 'any zone'],
  ])('a deployment that does not show for some seconds is exit 4 (%s)', async (words, where) => {
    const { wait, clock } = made();
    const start = clock.now();
    const { code, stderr } = await wait(words);
    expect(code).toBe(4);
    expect(stderr).toContain(`error: deployment "my-app" was not found in ${where}\n`);
    expect(clock.now() - start).toBeGreaterThanOrEqual(15_000);
    expect(clock.now() - start).toBeLessThan(30_000);
  });

  test('state error ends the wait at once, with the service’s details', async () => {
    const { wait, id, sandbox } = placed();
    sandbox.override(id, { state: 'error', 'state-details': 'the model does not fit' });
    const { code, stderr } = await wait('-z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain(
      'error: deployment my-app in at-vie-2 is in state error: the model does not fit\n' +
        'hint: see why: exo-di deployment explain my-app -z at-vie-2\n',
    );
  });

  test('an unknown state keeps waiting, until the deadline: exit 8', async () => {
    const { wait, id, sandbox } = placed();
    sandbox.override(id, { state: 'pondering' });
    const { code, stderr } = await wait('-z at-vie-2 --wait-timeout 1m');
    expect(code).toBe(8);
    expect(stderr).toContain(
      'error: the time is up: deployment my-app in at-vie-2 is not ready yet, but pondering with 1 replica\nhint: wait again with: exo-di deployment wait my-app --for ready -z at-vie-2\n',
    );
  });

  test('a deployment that was not seen until the deadline is reported as not found', async () => {
    const { code, stderr } = await made().wait('--wait-timeout 3s');
    expect(code).toBe(8);
    expect(stderr).toContain('error: the time is up: deployment my-app was not found in any zone\n');
  });

  test.each([
    ['-z at-vie-2', 'in at-vie-2', 'at-vie-2'],
    ['', 'in any zone', undefined],
  ])('wait %s: -O json has a zone only if one is known', async (flags, said, zone) => {
    const late = await made().wait(`${flags} --wait-timeout 3s -O json`);
    const { wait, clock, intercept } = made();
    const start = clock.now();
    intercept(() => (clock.now() > start ? json({ message: 'Forbidden' }, 403) : undefined));
    const lost = await wait(`${flags} -O json`);
    expect([late.code, lost.code]).toEqual([8, 3]);
    for (const { stderr } of [late, lost]) {
      const { error } = JSON.parse(stderr);
      expect(error.message).toContain(said);
      expect(error.zone).toBe(zone);
    }
  });

  test('warns once that a deployment without replicas does not get ready by itself', async () => {
    const { wait } = placed(0);
    const { code, stderr } = await wait('-z at-vie-2 --wait-timeout 1m');
    expect(code).toBe(8);
    const hint =
      'my-app has no replicas; it gets ready once scaled up: exo-di deployment scale my-app 1 -z at-vie-2';
    expect(stderr.split(hint)).toHaveLength(2);
  });

  test('if the list does not tell the replicas, the deployment is read', async () => {
    const { wait, intercept } = placed(0);
    intercept(retold('/ai/deployment', (body) => body.replace('"replicas":0,', '')));
    expect((await wait('--for stopped -z at-vie-2')).code).toBe(0);
  });

  test.each(['ready', 'stopped'])(
    '--for %s, if nothing tells the replicas: neither is claimed',
    async (until) => {
      const { wait, id, sandbox } = placed();
      sandbox.override(id, { replicas: undefined });
      const { code, stdout, stderr } = await wait(`--for ${until} --wait-timeout 5s -z at-vie-2`);
      expect({ code, stdout }).toEqual({ code: 8, stdout: '' });
      expect(stderr).toContain(
        `error: the time is up: deployment my-app in at-vie-2 is in state ready, but the service does not tell its replicas, so it may be stopped\nhint: wait again with: exo-di deployment wait my-app --for ${until} -z at-vie-2\n`,
      );
    },
  );

  test('failed looks do not end the wait', async () => {
    const { exo, wait, sandbox } = made();
    await exo(CREATE);
    sandbox.failNext('GET /ai/deployment=503 every 2');
    expect((await wait('-z at-vie-2')).code).toBe(0);
  });

  test('if a zone does not answer, the deployment is not said to be gone', async () => {
    const { wait, sandbox } = made();
    sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    expect((await wait('--for deleted --timeout 2s')).code).toBe(9);
  });

  test('the same name in two zones is exit 5, with both IDs', async () => {
    const { wait, sandbox, id } = placed();
    const other = sandbox.place({ zone: 'de-fra-1', name: 'my-app', gpuType: 'gpu3' });
    const { code, stderr } = await wait();
    expect(code).toBe(5);
    expect(stderr).toContain(id);
    expect(stderr).toContain(other);
  });

  test('the value of --for may be in capitals', async () => {
    const { wait } = placed();
    const { code, stderr } = await wait('--for READY');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Deployment my-app in at-vie-2 is ready.\n');
  });

  test('wrong values are exit 2, before any request', async () => {
    const { wait, sandbox } = made();
    const { code, stderr } = await wait('--for done --wait-timeout soon');
    expect(code).toBe(2);
    expect(stderr).toContain('--for must be one of ready, stopped, deleted, not "done"');
    expect(stderr).toContain('--wait-timeout cannot be read');
    expect(sandbox.requests).toEqual([]);
  });
});

describe('a list and a 404 that contradict each other', () => {
  const CASES = (['deleted', 'ready', 'stopped'] as const).flatMap((until) =>
    [false, true].map((bare) => [until, bare] as const),
  );
  test.each(CASES)('--for %s (the list without replicas: %s): nothing is claimed', async (until, bare) => {
    const { exo, sandbox, intercept } = made();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: until === 'stopped' ? 0 : 1 });
    intercept(async (request, ask) => {
      if (named(request) === 'GET /ai/deployment/*') return json({ message: 'no such thing' }, 404);
      const answer = await ask(request);
      return bare ? { ...answer, body: answer.body.replace(/"replicas":\d+,?/g, '') } : answer;
    });
    const { code, stderr } = await exo(
      `deployment wait my-app --for ${until} --wait-timeout 60s -z at-vie-2`,
    );
    // The time is up for a deletion that the list contradicts, and for replicas that nobody tells.
    const isTimeUp = until === 'deleted' || bare;
    expect({ code, stderr }).toMatchObject({
      code: isTimeUp ? 8 : 4,
      stderr: expect.stringContaining(
        isTimeUp ? 'the time is up' : 'shows deployment my-app, but it is not found by its ID',
      ),
    });
    expect(stderr).not.toContain('is ready.');
  });

  const SHOWN = 'the list of at-vie-2 shows deployment my-app, but it is not found by its ID';
  test.each([
    [
      '',
      4,
      `error: ${SHOWN}\nhint: it may have been deleted just now; look again: exo-di deployment show my-app -z at-vie-2\n`,
    ],
    ['--wait-timeout 3s', 8, `error: the time is up: ${SHOWN}\n`],
  ])('without a zone, %s: the zone whose list shows it is named: exit %i', async (flags, exit, said) => {
    const { wait, intercept } = placed();
    intercept(instead('GET /ai/deployment/*', () => json({ message: 'no such thing' }, 404)));
    const { code, stderr } = await wait(flags);
    expect(code).toBe(exit);
    expect(stderr).toContain(said);
  });
});

test('wait: a deployment that is deleted meanwhile is no slip, so no similar name is suggested', async () => {
  const { wait, id, sandbox, clock, intercept } = placed();
  sandbox.place({ zone: 'at-vie-2', name: 'my-app-2' });
  sandbox.override(id, { state: 'deploying' });
  const goesAt = clock.now() + 30_000;
  intercept(relisted((all) => all.filter((one) => one.id !== id || clock.now() < goesAt)));
  const { code, stderr } = await wait('-z at-vie-2');
  expect(code).toBe(4);
  expect(stderr).toContain(
    'error: deployment "my-app" was not found in at-vie-2\nhint: see what there is with: exo-di deployment list\n',
  );
});
