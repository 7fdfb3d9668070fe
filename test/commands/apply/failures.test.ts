import { describe, expect, test } from 'vitest';
import { writeHolds } from '../../../src/desired/hold/holds.js';
import type { Locks } from '../../../src/io/locks.js';
import { memoryCreations } from '../../helpers/creations.js';
import { ctrlC } from '../../helpers/ended.js';
import { deployment, desk } from '../../helpers/inference-file.js';
import { bench, memoryRuns } from '../../helpers/run.js';
import { json, listing, named, rezoned } from '../../helpers/service.js';

const APPLY = 'apply -f f.yaml';

describe('apply, when something fails', () => {
  test('a deployment that fails does not stop others, and gives its own error and exit code', async () => {
    const { exo, sandbox, write, sizes } = desk();
    const [a] = ['a', 'b', 'c'].map((name) => sandbox.place({ zone: 'at-vie-2', name, replicas: 1 }));
    write(deployment('a', 2), deployment('b', 2), deployment('c', 0));
    sandbox.failNext(`POST /ai/deployment/${a}/scale=operation-failure`);
    const { code, stdout, stderr } = await exo(APPLY);
    expect(code).toBe(7);
    expect(stdout).toContain(
      'a in at-vie-2: failed\nb in at-vie-2: scaled 1 → 2\nc in at-vie-2: scaled 1 → 0\n',
    );
    expect(stderr).toContain('could not scale deployment a to 2 replicas in at-vie-2: the operation failed');
    expect(sizes()).toEqual({ a: 1, b: 2, c: 0 });
    expect((await exo(`${APPLY} -Q`)).code).toBe(0);
    expect(sizes()).toEqual({ a: 2, b: 2, c: 0 });
  });

  test.each([
    ['engine', ['inference-engine-version: "0.24.0"']],
    ['load', ['idle: { after: 45m }']],
  ])('a deployment whose %s cannot be read keeps no other running', async (_, more) => {
    const { exo, sandbox, write, sizes, intercept } = desk();
    const [, b] = ['a', 'b'].map((name) => sandbox.place({ zone: 'at-vie-2', name, replicas: 2 }));
    write(deployment('a', 0), deployment('b', 2, more));
    intercept(({ method, url }) =>
      method === 'GET' && url.endsWith(`/${b}`) ? json({ message: 'Not found' }, 404) : undefined,
    );
    for (const line of ['plan -f f.yaml', APPLY]) {
      const { code, stderr } = await exo(line);
      expect(code, stderr).toBe(10);
      expect(stderr).toContain(
        'warning: could not read deployment b in at-vie-2: Not found (HTTP 404), yet the list still shows it; only what',
      );
      expect(stderr).toContain('error: 1 of 2 deployments could not be read\n');
    }
    expect(sizes()).toEqual({ a: 0, b: 2 });
    expect(sandbox.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  test.each([
    [0, 'my-app in at-vie-2: scaled 2 → 0'],
    [2, 'my-app in at-vie-2: unchanged'],
    [3, 'my-app in at-vie-2: scaled 2 → 3'],
  ])(
    'a list that lacks what an earlier run has seen: it was found by its ID (%i replicas)',
    async (size, said) => {
      const { exo, sandbox, write, sizes, intercept } = desk();
      const runs = memoryRuns();
      sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
      write(deployment('my-app', 2));
      expect((await exo(APPLY, { runs })).code).toBe(0);
      write(deployment('my-app', size));
      intercept(listing());
      const { code, stdout, stderr } = await exo(APPLY, { runs });
      expect({ code, stdout: stdout.startsWith(said), sizes: sizes() }, stdout + stderr).toEqual({
        code: 0,
        stdout: true,
        sizes: { 'my-app': size },
      });
      expect(stderr).toContain('The list of at-vie-2 lacks deployment my-app; it was found by its ID ');
      expect(sandbox.deployments()).toHaveLength(1);
    },
  );

  test.each([0, 2])(
    'neither a list nor its ID tells what there is: it is not known (%i replicas)',
    async (size) => {
      const { exo, sandbox, write, intercept } = desk();
      const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
      write(deployment('my-app', 2));
      expect((await exo(APPLY)).code).toBe(0);
      write(deployment('my-app', size));
      intercept((request, ask) =>
        request.method === 'GET' && request.url.endsWith(`/${id}`)
          ? json({ message: 'Busy' }, 503)
          : listing()(request, ask),
      );
      for (const line of ['plan -f f.yaml', APPLY]) {
        const { code, stdout, stderr } = await exo(line, { columns: 200 });
        expect(code, stderr).toBe(10);
        expect(stdout).toContain('no list shows it, but it may exist');
        expect(stderr).toContain(
          'warning: no list shows deployment my-app in at-vie-2, but it may exist: could not read deployment my-app',
        );
        expect(stderr).not.toContain('gone');
      }
      expect(sandbox.deployments()).toMatchObject([{ id, replicas: 2 }]);
    },
  );

  test('a list that lacks one that was renamed: it is not said to be gone', async () => {
    const { exo, sandbox, write, intercept } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    write(deployment('my-app', 1));
    await exo(APPLY);
    await exo('deployment update my-app --name chat -z at-vie-2');
    intercept(listing());
    const { stderr } = await exo('plan -f f.yaml');
    expect(stderr).toContain('my-app in at-vie-2: changed outside: 1 → renamed to chat');
    expect(stderr).toContain('The list of at-vie-2 lacks deployment chat; it was found by its ID ');
  });

  test('a list that showed what apply has created, and lacks it in the next run: no second one', async () => {
    const { exo, sandbox, write, intercept } = desk();
    write(deployment('my-app', 2));
    expect((await exo(APPLY)).stdout).toBe('my-app in at-vie-2: created with 2 replicas\n');
    intercept(listing());
    expect((await exo(APPLY)).stdout).toBe('my-app in at-vie-2: unchanged, 2 replicas (base value)\n');
    expect(sandbox.deployments()).toHaveLength(1);
  });

  test('apply has seen what another command has created; a list lacks it a moment later: no second one', async () => {
    const { exo, sandbox, write, intercept } = desk();
    const create =
      'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait';
    await exo(create);
    write(deployment('my-app', 2));
    // The service refuses a scaling during the creation.
    expect((await exo(`${APPLY} --no-wait`)).code).toBe(5);
    intercept(listing());
    expect((await exo(create)).code).toBe(5);
    expect(sandbox.deployments()).toHaveLength(1);
  });

  test('one that was renamed, and made anew by apply: a list lacks the new one, and it is stopped', async () => {
    const { exo, sandbox, write, intercept, sizes } = desk();
    write(deployment('my-app', 1));
    await exo(APPLY);
    await exo('deployment update my-app --name former -z at-vie-2');
    const [former] = sandbox.deployments();
    expect((await exo(`${APPLY} --no-wait`)).stdout).toContain('create with 1 replica is under way');
    intercept(listing(former));
    write(deployment('my-app', 0));
    const { code, stdout } = await exo(APPLY);
    expect({ code, stdout, sizes: sizes() }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('my-app in at-vie-2: scaled 1 → 0'),
      sizes: { former: 1, 'my-app': 0 },
    });
  });

  test('a list that is behind what apply has sent: the deployment itself is asked', async () => {
    const { exo, sandbox, write, intercept, sizes } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const behind = listing(...sandbox.deployments());
    write(deployment('my-app', 1));
    expect((await exo(APPLY)).code).toBe(0);
    write(deployment('my-app', 3));
    expect((await exo(`${APPLY} --no-wait`)).stdout).toContain('scale 1 → 3 is under way');
    intercept(behind);
    write(deployment('my-app', 1));
    const { code, stdout } = await exo(APPLY);
    expect({ code, stdout, sizes: sizes() }).toEqual({
      code: 0,
      stdout: 'my-app in at-vie-2: scaled 3 → 1\n',
      sizes: { 'my-app': 1 },
    });
  });

  describe('a list that lacks what another command on this machine has created', () => {
    const CREATE =
      'deployment create new --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';

    test.each([
      ['new', []],
      ['renamed', ['deployment update new --name renamed -z at-vie-2']],
    ])('it was found by its ID, and scaled to zero: %s', async (name, before) => {
      const { exo, sandbox, write, sizes, intercept } = desk();
      intercept(listing());
      for (const line of [CREATE, ...before]) expect((await exo(line)).code).toBe(0);
      write(deployment(name, 0));
      expect((await exo('plan -f f.yaml')).stdout).toContain('scale 1 → 0');
      const { code, stdout, stderr } = await exo(APPLY);
      expect({ code, sizes: sizes() }, stderr).toEqual({ code: 0, sizes: { [name]: 0 } });
      expect(stdout).toContain(`${name} in at-vie-2: scaled 1 → 0\n`);
      expect(sandbox.deployments()).toHaveLength(1);
    });

    test('later commands find it, too, and no second one is created', async () => {
      const { exo, sandbox, write, intercept } = desk();
      intercept(listing());
      await exo(CREATE);
      write(deployment('new', 1));
      expect((await exo(APPLY)).stdout).toContain('new in at-vie-2: unchanged');
      await exo(CREATE);
      expect(sandbox.deployments()).toHaveLength(1);
      const { code, stdout } = await exo('deployment delete new -f -z at-vie-2');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment(s) deleted.\n' });
      expect(sandbox.deployments()).toEqual([]);
    });

    test('its ID does not find it either: it is not said that it does not exist (exit 10)', async () => {
      const { exo, write } = desk({ assumptions: { visibleAfterMs: 600_000 } });
      await exo(`${CREATE} --no-wait`);
      write(deployment('new', 0));
      for (const [line, said] of [
        ['plan -f f.yaml', 'nothing: no list shows it, but it may exist'],
        [APPLY, 'new in at-vie-2: no list shows it, but it may exist, nothing was sent\n'],
      ] as const) {
        const { code, stdout, stderr } = await exo(line, { columns: 200 });
        expect(code, stderr).toBe(10);
        expect(stdout).toContain(said);
        expect(stderr).toContain(
          'warning: no list shows deployment new in at-vie-2, but it may exist: a run on',
        );
      }
      const { stdout } = await exo(`${APPLY} -O json`);
      expect(JSON.parse(stdout)).toMatchObject([{ result: 'unknown', before: null, after: null }]);
    });
  });

  test('a deployment that is gone since an earlier run is created anew', async () => {
    const { exo, sandbox, write, sizes } = desk();
    const runs = memoryRuns();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
    write(deployment('my-app', 2));
    expect((await exo(APPLY, { runs })).code).toBe(0);
    sandbox.world.data.deployments.splice(0);
    expect((await exo(APPLY, { runs })).stdout).toContain('my-app in at-vie-2: created with 2 replicas');
    expect(sizes()).toEqual({ 'my-app': 2 });
  });

  test('a deployment that is listed at zero, and cannot be read, is scaled to zero with the others', async () => {
    const { exo, sandbox, write, sizes, intercept } = desk();
    const [, b] = ['a', 'b'].map((name) => sandbox.place({ zone: 'at-vie-2', name, replicas: 2 }));
    write(deployment('a', 0), deployment('b', 0));
    let isSent = false;
    intercept(async (request, ask) => {
      isSent ||= request.method !== 'GET';
      if (named(request) === 'GET /ai/deployment') {
        const { deployments } = JSON.parse((await ask(request)).body);
        return json({
          deployments: deployments.map((one: { id: string }) =>
            one.id === b ? { ...one, replicas: 0 } : one,
          ),
        });
      }
      return !isSent && request.url.endsWith(`/${b}`) ? json({}, 503) : undefined;
    });
    const { code, stderr } = await exo(APPLY);
    expect({ code, sizes: sizes() }, stderr).toEqual({ code: 0, sizes: { a: 0, b: 0 } });
  });

  test('several that fail: each is reported, and the exit code is 10 if theirs differ', async () => {
    const { exo, sandbox, write } = desk();
    const [a, b] = ['a', 'b'].map((name) => sandbox.place({ zone: 'at-vie-2', name, replicas: 1 }));
    write(deployment('a', 2), deployment('b', 2));
    sandbox.failNext(
      `POST /ai/deployment/${a}/scale=operation-failure`,
      `POST /ai/deployment/${b}/scale=412`,
    );
    const { code, stderr } = await exo(`${APPLY} -O json -Q`);
    expect(code).toBe(10);
    expect(stderr).toContain('"warnings":["could not scale deployment a to 2 replicas');
    const { message, details } = JSON.parse(stderr).error;
    expect(message).toBe('2 of 2 failed');
    // What failed is named for a program by the operation or the request.
    expect(details.failures).toMatchObject([
      { code: 'operation-failed', operation_id: expect.any(String) },
      { request: { method: 'POST', path: `/ai/deployment/${b}/scale` } },
    ]);
  });

  test('one that can neither be read nor scaled counts no more often than there are things', async () => {
    const { exo, sandbox, write } = desk();
    const a = sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 1 });
    write(deployment('a', 2, ['inference-engine-version: 0.25.1']));
    sandbox.failNext(`GET /ai/deployment/${a}=404`, `POST /ai/deployment/${a}/scale=404`);
    const { code, stderr } = await exo(APPLY);
    expect(code).toBe(10);
    expect(stderr).toContain('warning: 1 of 1 deployment could not be read');
    expect(stderr).toContain('error: 2 of 2 failed');
  });

  test('after a failed step, the later steps of that deployment are not sent', async () => {
    const { exo, sandbox, write, changes } = desk();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 1 });
    write(deployment('a', 2, ['inference-engine-params: ["--no-such-flag"]']));
    const { code, stderr } = await exo(`${APPLY} --no-preflight`);
    expect({ code, changes: changes() }).toEqual({
      code: 2,
      changes: [`PATCH /at-vie-2/v2/ai/deployment/${id}`],
    });
    expect(stderr).toContain("Parameter 'no-such-flag' is not allowed");
  });

  test('a change under way that the service does not let interrupt is waited for', async () => {
    const { exo, sandbox, write, sizes } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 0 });
    write(deployment('a', 2));
    await exo(`${APPLY} --no-wait`);
    write(deployment('a', 0));
    const { code, stderr } = await exo(`${APPLY} --no-wait`);
    expect(code).toBe(5);
    expect(stderr).toContain('A change of deployment a is under way');
    expect((await exo(APPLY)).code).toBe(0);
    expect(sizes()).toEqual({ a: 0 });
  });

  test.each([
    ['does not end in time', {}, '--wait-timeout 1m', 8, 'still not done after 60 s'],
    ['fails', { failStart: 'kv' } as const, '', 7, 'its engine has ended while it started'],
  ])(
    'a deployment whose creation by an earlier run %s has a failed row',
    async (_, options, flags, exit, why) => {
      const { exo, write } = desk(options);
      write(deployment('a', 1));
      await exo(`${APPLY} --no-wait`);
      const { code, stdout } = await exo(`${APPLY} ${flags} -O json`);
      expect(code).toBe(exit);
      expect(JSON.parse(stdout)).toMatchObject([
        { name: 'a', result: 'failed', after: 1, error: expect.stringMatching(new RegExp(why, 'i')) },
      ]);
      expect((await exo(`${APPLY} ${flags}`)).stdout).toBe('a in at-vie-2: failed\n');
    },
  );

  describe('a change that fails between two runs with --no-wait', () => {
    /** A deployment with one replica, whose next scalings are accepted and fail. */
    function failing(times: number) {
      const made = desk();
      made.sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 1 });
      made.sandbox.failNext(`POST /ai/deployment/{id}/scale=operation-failure x${times}`);
      made.write(deployment('a', 0));
      const apply = async (flags: string) => {
        const ended = await made.exo(`${APPLY} ${flags}`);
        made.clock.advance(15 * 60_000);
        return ended;
      };
      return { ...made, apply };
    }
    const FAILED =
      'an earlier run could not scale deployment a to 0 replicas in at-vie-2: the operation failed (fault: ';

    test('is reported by each run that sends it again, and no more once it is done', async () => {
      const { apply, sizes, changes } = failing(2);
      expect(await apply('--no-wait -Q')).toMatchObject({ code: 0, stderr: '' });
      for (const _ of [1, 2]) {
        const { code, stderr } = await apply('--no-wait -Q');
        expect({ code, stderr }).toEqual({
          code: 7,
          stderr: expect.stringMatching(/^error: an earlier run could not scale .*\nhint: see what was sent/),
        });
      }
      expect(sizes()).toEqual({ a: 0 });
      expect(changes()).toHaveLength(3);
      for (const _ of [1, 2]) expect(await apply('--no-wait -Q')).toMatchObject({ code: 0, stderr: '' });
    });

    test('is a warning for a run that makes up for it', async () => {
      const { apply, sizes } = failing(1);
      await apply('--no-wait');
      const { code, stderr } = await apply('-Q');
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`warning: ${FAILED}`) });
      expect(sizes()).toEqual({ a: 0 });
      expect(await apply('-Q')).toMatchObject({ code: 0, stderr: '' });
    });

    test('is reported although a run saw it under way, and once only if it is not sent again', async () => {
      const { apply, exo, write } = failing(1);
      write(deployment('a', 3));
      await exo(`${APPLY} --no-wait`);
      expect((await apply('--no-wait')).stdout).toContain('unchanged, 3 replicas');
      write(deployment('a', 1));
      expect((await apply('--no-wait -Q')).stderr).toMatch(/^warning: an earlier run could not scale/);
      expect((await apply('--no-wait -Q')).stderr).toBe('');
    });

    test('is not reported of another deployment, or if its operation cannot be read', async () => {
      const { apply, sandbox } = failing(1);
      await apply('--no-wait');
      sandbox.failNext('GET /operation/*=404');
      expect(await apply('--no-wait -Q')).toMatchObject({ code: 0, stderr: '' });
      const other = failing(1);
      await other.apply('--no-wait');
      await other.exo('deployment delete a -z at-vie-2 -f');
      other.sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 1 });
      expect((await other.apply('--no-wait -Q')).code).toBe(0);
    });

    test('counts after a wait that was over or ended, too, and for updates', async () => {
      const { apply, write, sandbox } = failing(1);
      expect((await apply('--wait-timeout 0s -Q')).code).toBe(8);
      expect((await apply('--no-wait -Q')).code).toBe(7);
      sandbox.failNext('PATCH /ai/deployment/{id}=operation-failure');
      write(deployment('a', 0, ['inference-engine-params: ["--max-model-len=8192"]']));
      await apply('--no-wait -Q');
      const { code, stderr } = await apply('--no-wait -Q');
      expect(code).toBe(7);
      expect(stderr).toContain('an earlier run could not update deployment a in at-vie-2');
    });
  });

  test('a creation whose answer is lost is not sent again', async () => {
    const { exo, sandbox, write, changes } = desk();
    write(deployment('a', 1));
    sandbox.failNext('POST /ai/deployment=503-after');
    const { code, stderr } = await exo(APPLY);
    expect({ code, changes: changes() }).toEqual({ code: 0, changes: ['POST /at-vie-2/v2/ai/deployment'] });
    expect(stderr).toContain('the answer to the creation was lost, but deployment a');
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('a deployment in state error after a failed creation is not created again, and is reported', async () => {
    const { exo, sandbox, write, changes } = desk();
    write(deployment('a', 1), deployment('b', 1));
    sandbox.failNext('POST /ai/deployment=operation-failure');
    expect((await exo(APPLY)).code).toBe(7);
    const again = await exo(`${APPLY} -Q`);
    expect({ code: again.code, changes: changes().length }).toEqual({ code: 7, changes: 2 });
    expect(again.stderr).toContain('deployment a in at-vie-2 is in state error; it is left as it is');
    expect(again.stderr).toContain('exo-di deployment delete a -z at-vie-2');
    write(deployment('a', 0), deployment('b', 1));
    expect((await exo(`${APPLY} -Q`)).code).toBe(0);
  });

  test('the zones that answer are applied even if others do not answer; exit code 10', async () => {
    const { exo, sandbox, write, sizes, changes } = desk();
    write(deployment('a', 1), deployment('b', 1, ['zone: de-fra-1']));
    sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    const { code, stdout, stderr } = await exo(APPLY);
    expect({ code, sizes: sizes() }).toEqual({ code: 10, sizes: { a: 1 } });
    expect(stdout).toContain('b in de-fra-1: its zone did not answer, nothing was sent');
    expect(stderr).toContain('warning: zone de-fra-1: could not list deployments in de-fra-1');
    expect(changes()).toEqual(['POST /at-vie-2/v2/ai/deployment']);
  });

  test('replicas in a zone that does not answer are unknown, not 0', async () => {
    const { exo, sandbox, write } = desk();
    write(deployment('a', 1), deployment('b', 1, ['zone: de-fra-1']));
    sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    const { stdout } = await exo(`${APPLY} -O json`);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'a', result: 'changed', before: 0, after: 1 },
      { name: 'b', result: 'unknown', before: null, after: null },
    ]);
  });

  test('if no zone answers, there is one error, and nothing is created', async () => {
    const { exo, sandbox, write, changes } = desk();
    write(deployment('a', 1));
    sandbox.failNext('GET /**=503 x*');
    const { code, stderr } = await exo(APPLY);
    expect({ code, changes: changes() }).toEqual({ code: 9, changes: [] });
    expect(stderr).not.toContain('quota');
  });

  test('somebody else creates the deployment meanwhile: no second one is made', async () => {
    const { exo, sandbox, write, changes, justBefore } = desk();
    write(deployment('a', 1));
    justBefore('GET /ai/deployment', () => sandbox.place({ zone: 'at-vie-2', name: 'a' }), 2);
    const { code, stderr } = await exo(APPLY);
    expect({ code, changes: changes() }).toEqual({ code: 5, changes: [] });
    expect(stderr).toContain(
      'deployment a was not created in at-vie-2: a moment ago the list did not show it, now it does',
    );
    expect((await exo(`${APPLY} -Q`)).code).toBe(0);
  });

  test('interrupted while it waits: exit 130, the lock is released, and the next run has nothing to do', async () => {
    const { exo, write, locks, clock, justBefore } = desk();
    write(deployment('a', 1), deployment('b', 1));
    const { signal, press } = ctrlC();
    justBefore('GET /operation/*', press);
    const { code } = await exo(APPLY, { signal });
    expect({ code, held: locks.held.size }).toEqual({ code: 130, held: 0 });
    clock.advance(600_000);
    expect(await exo(`${APPLY} -Q`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('two runs at once', () => {
  const KEY = '["http://127.0.0.1:8787/v2","EXOsandbox","at-vie-2","/f.yaml"]';
  /**
   * The lock is another run's until the 30th look.
   * @param unknown at how many looks it does not yet say whose @param meanwhile what happens before it is released
   */
  async function heldFor30Looks(locks: Locks, { unknown = 0, meanwhile = () => {} } = {}): Promise<Locks> {
    const held = await locks.take(KEY);
    let looks = 0;
    return {
      ...locks,
      async take(key) {
        if (key !== KEY) return locks.take(key);
        if (++looks <= unknown) return { kind: 'held', by: undefined };
        if (looks === 30 && held.kind === 'taken') {
          meanwhile();
          await held.release();
        }
        return locks.take(key);
      },
    };
  }

  test('the second waits, says for which run, and then does what is left to do', async () => {
    const { exo, write, locks, changes } = desk();
    write(deployment('a', 1));
    const { code, stderr } = await exo(APPLY, { locks: await heldFor30Looks(locks) });
    expect({ code, changes: changes().length, held: locks.held.size }).toEqual({
      code: 0,
      changes: 1,
      held: 0,
    });
    expect(stderr).toMatch(/^Waiting for another run: process 4711 on here, since 2026-01-01T00:00:00Z …$/m);
  });

  test.each([
    ['the next look tells which', 1, 'process 4711 on here, since 2026-01-01T00:00:00Z'],
    ['later looks tell nothing either', 29, 'one that has just begun'],
  ])('a lock that does not yet say whose it is: %s', async (_, unknown, run) => {
    const { exo, write, locks, changes } = desk();
    write(deployment('a', 1));
    const { code, stderr } = await exo(APPLY, { locks: await heldFor30Looks(locks, { unknown }) });
    expect({ code, changes: changes().length }).toEqual({ code: 0, changes: 1 });
    expect(stderr.match(/^Waiting for another run: .*$/gm)).toEqual([`Waiting for another run: ${run} …`]);
  });

  const HELD = { since: '2026-01-01T00:00:00Z', until: '2026-01-01T04:00:00Z', by: 'ada@here' };
  test.each<[string, (made: ReturnType<typeof desk>) => void, object, string]>([
    [
      'a hold',
      ({ files }) => {
        files['/f.holds.yaml'] = writeHolds({
          holds: [{ name: 'a', zone: 'at-vie-2', replicas: 2, ...HELD }],
        });
      },
      { a: 2 },
      'a in at-vie-2: unchanged, 2 replicas (held by',
    ],
    [
      'a pause',
      ({ files }) => {
        files['/f.holds.yaml'] = writeHolds({ holds: [], pause: HELD });
      },
      { a: 2 },
      '',
    ],
    ['another size', ({ write }) => write(deployment('a', 1)), { a: 1 }, 'a in at-vie-2: scaled 2 → 1'],
    [
      'another zone',
      ({ write }) =>
        write(deployment('a', 1), deployment('b', 1, ['zone: de-fra-1']).replace('gpua5000', 'gpu3')),
      { a: 1 },
      'a in at-vie-2: scaled 2 → 1\nb in de-fra-1: created with 1 replica',
    ],
  ])('the second sees what has changed while it waited: %s', async (_, meanwhile, sizes, said) => {
    const made = desk();
    made.sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 2 });
    made.write(deployment('a', 0));
    const locks = await heldFor30Looks(made.locks, { meanwhile: () => meanwhile(made) });
    const { code, stdout } = await made.exo(APPLY, { locks });
    expect({ code, sizes: made.sizes(), held: made.locks.held.size }).toEqual({ code: 0, sizes, held: 0 });
    expect(stdout).toContain(said);
    expect(stdout === '').toBe(said === '');
  });

  test('the second gives up at --lock-timeout and says which run holds the lock', async () => {
    const { exo, write, locks, sandbox } = desk();
    write(deployment('a', 1));
    await locks.take(KEY);
    const { code, stderr } = await exo(`${APPLY} --lock-timeout 2s -Q`);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 5, requests: 0 });
    expect(stderr).toContain(
      'another run is under way and has not ended within 2s: process 4711 on here, since 2026-01-01T00:00:00Z; nothing was sent',
    );
  });

  test('a clock that is set back does not prolong --lock-timeout', async () => {
    const { exo, write, locks, clock } = desk();
    write(deployment('a', 1));
    let looks = 0;
    const taking = {
      ...locks,
      async take(key: string) {
        if (++looks === 2) clock.advance(-3_600_000);
        return locks.take(key);
      },
    };
    await locks.take(KEY);
    expect((await exo(`${APPLY} --lock-timeout 2s -Q`, { locks: taking })).code).toBe(5);
    expect(looks).toBeLessThan(20);
  });

  test('two files that include the same file share its lock', async () => {
    const { exo, write, files, locks } = desk();
    write(deployment('a', 1));
    files['/g.yaml'] = 'include: [f.yaml]\n';
    await locks.take(KEY);
    expect((await exo('apply -f g.yaml --lock-timeout 0')).code).toBe(5);
  });

  test('runs for another file, zone or account do not wait', async () => {
    const { exo, write, files, locks } = desk();
    write(deployment('a', 1));
    files['/g.yaml'] = files['/f.yaml'] ?? '';
    await locks.take(KEY);
    expect((await exo('apply -f g.yaml --lock-timeout 0')).code).toBe(0);
  });

  test('if no lock can be written, the run goes on with a warning', async () => {
    const { exo, write, locks } = desk();
    write(deployment('a', 1));
    const { code, stderr } = await exo(APPLY, {
      locks: {
        ...locks,
        take: async () => ({ kind: 'impossible', why: '/home: the file system is read-only' }),
      },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: no lock could be taken (/home: the file system is read-only)');
  });

  test('the lock is held until everything is sent, not while that is waited for', async () => {
    const { exo, sandbox, write, locks, intercept } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 1 });
    write(deployment('a', 2), deployment('b', 1));
    const held: Record<string, number> = {};
    intercept(({ method }) => {
      held[method === 'POST' ? 'sending' : 'reading'] = locks.held.size;
      return undefined;
    });
    await exo(APPLY);
    // The lock of the file and the lock of the creation.
    expect(held).toEqual({ sending: 2, reading: 0 });
  });
});

test('a zone that the endpoint’s list lacks does not stop others from scaling to zero', async () => {
  const { exo, sandbox, intercept } = bench();
  sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 2 });
  intercept(rezoned((zones) => zones.filter(({ name }) => name !== 'de-fra-1')));
  const one = (name: string, zone: string) =>
    `{ name: ${name}, zone: ${zone}, model-name: mistralai/Mistral-7B-Instruct-v0.3, gpu-type: gpua5000, gpu-count: 1, replicas: 0 }`;
  const { code, stdout, stderr } = await exo('apply -f -', {
    stdin: `deployments: [${one('a', 'at-vie-2')}, ${one('b', 'de-fra-1')}]`,
  });
  expect({ code, replicas: sandbox.deployments('at-vie-2')[0]?.replicas }, stderr).toEqual({
    code: 10,
    replicas: 0,
  });
  expect(stdout).toContain('a in at-vie-2: scaled 2 → 0');
  expect(stderr).toContain("warning: zone de-fra-1: the endpoint's list of zones does not have de-fra-1\n");
});

test('a deployment whose creation was in doubt is created again if somebody deletes it after it was seen', async () => {
  const { exo, sandbox, write, creations, changes } = desk();
  write(deployment('new', 1));
  sandbox.failNext('POST /ai/deployment=reset');
  expect((await exo(APPLY)).code).toBe(9);
  sandbox.place({ zone: 'at-vie-2', name: 'new', replicas: 1 });
  expect((await exo(APPLY)).stdout).toBe('new in at-vie-2: unchanged, 1 replica (base value)\n');
  expect(creations.written.size).toBe(0);
  await exo('deployment delete new -f -z at-vie-2', { creations: memoryCreations() });
  expect(await exo(APPLY)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('new in at-vie-2: created'),
  });
  // Two creations, the first of which was lost, and the deletion.
  expect(changes()).toHaveLength(3);
});
