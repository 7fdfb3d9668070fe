import { describe, expect, test } from 'vitest';
import { TransportError } from '../../../../src/api/http/transport.js';
import { memoryFiles } from '../../../config/memory.js';
import { deployment, fileOf } from '../../../helpers/inference-file.js';
import { bench, sandboxTransport } from '../../../helpers/run.js';
import { type Answer, json, listing, named } from '../../../helpers/service.js';

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const CREATE = `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`;
const MINUTE = 60_000;

/** Loses the next creation before the service gets it; other requests pass. */
function losing(): Answer {
  let lost = false;
  return ({ method }) => {
    if (method !== 'POST' || lost) return undefined;
    lost = true;
    throw new TransportError('lost', true, 'the connection was lost');
  };
}

/** A machine on which a creation was lost this many minutes ago. */
async function inDoubt(line = CREATE, minutes = 5, options = {}) {
  const made = bench(options);
  made.intercept(losing());
  const first = await made.exo(line);
  expect(first.code).toBe(9);
  made.clock.advance(minutes * MINUTE - 1 * MINUTE);
  return made;
}

describe('an earlier run has sent a creation whose result is not known', () => {
  test('and no list shows the object: nothing is sent, and the error says what to do', async () => {
    const { exo, changes } = await inDoubt();
    const { code, stdout, stderr } = await exo(CREATE);
    expect({ code, stdout, changes: changes() }).toEqual({ code: 9, stdout: '', changes: [] });
    expect(stderr).toBe(
      `An earlier run has sent this creation; looking for deployment app in at-vie-2 …
error: it is not known whether deployment app was created in at-vie-2: a run on this machine sent its creation at 2026-01-01T00:00:00Z (5m ago) and did not learn the outcome; no list has shown it, which is no proof that it does not exist
hint: check that it does not exist: exo-di deployment list -z at-vie-2
      only then go on with: exo-di deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2 --again
`,
    );
  });

  test.each(['-z at-vie-2', ''])('an empty list %s does not advise to create one', async (where) => {
    const { exo } = await inDoubt();
    const { code, stdout, stderr } = await exo(`deployment list ${where}`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(
      `warning: a run on this machine sent its creation at 2026-01-01T00:00:00Z (5m ago) and did not learn the outcome; no list shows deployment app in at-vie-2, but it may exist
No deployments${where.replace('-z', ' in').replace('  ', ' ')}.
`,
    );
    const other = await exo('deployment list -z ch-dk-2');
    expect(other.stderr).toBe(
      'No deployments in ch-dk-2. Create one with: exo-di deployment create --help\n',
    );
  });

  test.each([
    ['top', ''],
    ['top', '-z at-vie-2'],
    ['idle --for 45m', ''],
    ['idle --for 45m --all --scale-to-zero -f', '-z at-vie-2'],
  ])('deployment %s %s warns of it, too', async (verb, where) => {
    const { exo } = await inDoubt();
    const outcome = await exo(`deployment ${verb} ${where}`);
    expect(outcome).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(
        /^warning: a run on this machine .*; no list shows deployment app in at-vie-2, but it may exist\nNo deployments.*\.\n$/,
      ),
    });
    expect((await exo(`deployment ${verb} -z ch-dk-2`)).stderr).toBe('No deployments in ch-dk-2.\n');
  });

  test('nor does an empty list of API keys', async () => {
    const { exo } = await inDoubt('api-key create ci --scope public');
    const { stderr } = await exo('api-key list');
    expect(stderr).toMatch(
      /^warning: a run on this machine .*; no list shows API key ci in .*, but it may exist\n/,
    );
    expect(stderr).toMatch(/\nNo API keys\.\n$/);
  });

  test('--again sends the creation, and removes the record', async () => {
    const { exo, changes, creations } = await inDoubt();
    const { code, stderr } = await exo(`${CREATE} --again`);
    expect({ code, changes: changes() }).toEqual({ code: 0, changes: ['POST /at-vie-2/v2/ai/deployment'] });
    expect(stderr).toContain('A run on this machine sent its creation at 2026-01-01T00:00:00Z');
    expect(stderr).toContain('it is sent again because of --again.');
    expect(creations.written.size).toBe(0);
  });

  test('more than an hour ago: it is taken as not performed, with a warning', async () => {
    const { exo, sandbox } = await inDoubt(CREATE, 61);
    const { code, stderr } = await exo(CREATE);
    expect({ code, made: sandbox.deployments().length }).toEqual({ code: 0, made: 1 });
    expect(stderr).toContain('(1h1m ago) and did not learn the outcome; no list shows deployment app');
    expect(stderr).toContain(': after more than an hour it counts as not carried out.');
  });

  test('a minute less than an hour ago: it is not', async () => {
    const { exo } = await inDoubt(CREATE, 59);
    expect((await exo(CREATE)).code).toBe(9);
  });

  test('does not affect another name, zone or account', async () => {
    const { exo } = await inDoubt();
    expect((await exo(CREATE.replace(' app ', ' other '))).code).toBe(0);
    expect((await exo(CREATE.replace('at-vie-2', 'at-vie-1').replace('gpua5000', 'gpu3'))).code).not.toBe(9);
  });

  test('and the object shows now: it is taken as the result and waited for, nothing is sent', async () => {
    const { exo, sandbox, changes, creations } = await inDoubt();
    sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1, gpuCount: 1 });
    const { code, stdout, stderr } = await exo(CREATE);
    expect({ code, stdout, changes: changes() }).toEqual({
      code: 0,
      stdout: 'Deployment created.\n',
      changes: [],
    });
    expect(stderr).toMatch(
      /warning: a run on this machine sent .* deployment app \(.*\) exists now in at-vie-2 and is taken as its result\n/,
    );
    expect(creations.written.size).toBe(0);
  });

  test('and the object shows now, but this run asks for other properties: it is not taken as the result', async () => {
    const { exo, sandbox, changes } = await inDoubt(`${CREATE} --inference-engine-params --max-model-len=1`);
    sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1, gpuCount: 1 });
    const { code, stderr } = await exo(`${CREATE} --inference-engine-params --max-model-len=2`);
    expect({ code, changes: changes() }).toEqual({ code: 5, changes: [] });
    expect(stderr).toContain('is taken as its result, but this command asks for something else\n');
    expect(stderr).toContain('error: deployment app already exists in at-vie-2; nothing was sent');
  });

  test('--dry-run says so, sends nothing and keeps the record', async () => {
    const { exo, creations } = await inDoubt();
    const { code, stderr } = await exo(`${CREATE} --dry-run`);
    expect({ code, kept: creations.written.size }).toEqual({ code: 0, kept: 1 });
    expect(stderr).toContain('no list shows deployment app in at-vie-2, but it may exist\n');
  });
});

describe('an earlier run has seen its creation fail', () => {
  const SOON = { speed: 1_000 };

  /**
   * A failed creation, in a zone whose lists do not show what it left.
   * @param gone its ID does not find anything either @param options.speed of the sandbox: fast ones fail within a
   * minute
   */
  async function failed(outcome: string, gone = false, options = {}) {
    const made = bench(options);
    made.intercept((request) => {
      if (named(request) === 'GET /ai/deployment') return json({ deployments: [] });
      return gone && named(request) === 'GET /ai/deployment/*'
        ? json({ title: 'Not Found' }, 404)
        : undefined;
    });
    made.sandbox.failNext(`POST /ai/deployment=${outcome}`);
    const first = await made.exo(CREATE);
    expect(first.code, first.stderr).toBe(7);
    const before = made.changes().length;
    return { ...made, sent: () => made.changes().length - before };
  }

  test.each(['operation-failure', 'operation-timeout'])(
    '%s, and the object exists although no list shows it: it was found by its ID, and nothing is sent',
    async (outcome) => {
      const { exo, clock, sent, creations } = await failed(outcome);
      for (const ms of [MINUTE, 2 * 60 * MINUTE]) {
        clock.advance(ms);
        const { code, stderr } = await exo(CREATE);
        expect({ code, sent: sent() }, stderr).toEqual({ code: 5, sent: 0 });
        expect(stderr).toContain('and it was accepted as operation');
        expect(stderr).toContain('deployment app already exists in at-vie-2');
        expect(creations.written.size).toBe(1);
      }
      expect((await exo('deployment scale app 0 -z at-vie-2')).code).toBe(0);
    },
  );

  test.each([CREATE, 'deployment scale app 0 -z at-vie-2', 'deployment delete app -f -z at-vie-2'])(
    'and neither a list nor the ID shows what it left yet: %s does not take it for missing',
    async (line) => {
      const { exo, sent } = await failed('operation-failure', true, SOON);
      const { code, stderr } = await exo(line);
      expect({ code, sent: sent() }, stderr).toEqual({ code: 9, sent: 0 });
      expect(stderr).toMatch(/it was accepted as operation \S+, which failed/);
    },
  );

  test('and after a minute nothing shows: the creation is sent', async () => {
    const { exo, clock, sandbox, sent } = await failed('operation-failure', true, SOON);
    clock.advance(MINUTE);
    sandbox.world.data.deployments.splice(0);
    const { code, stderr } = await exo(CREATE, { transport: sandboxTransport(sandbox) });
    expect({ code, sent: sent() }, stderr).toEqual({ code: 0, sent: 1 });
    expect(stderr).toContain(
      ', which failed; no list shows deployment app in at-vie-2: it counts as not carried out.\n',
    );
  });

  test('more than a minute after it was sent, and nothing shows: nothing is remembered', async () => {
    const { creations } = await failed('operation-failure', true);
    expect(creations.written.size).toBe(0);
  });
});

describe('a refusal afterwards does not hide the unknown creation', () => {
  const MAY_EXIST =
    'the outcome of an earlier creation is not known either: deployment app may exist in at-vie-2';

  test.each<[string, number]>([
    ['412', 6],
    ['400', 2],
    ['403', 6],
    ['429=3600', 9],
  ])('%s', async (status, exit) => {
    const { exo, sandbox, creations } = await inDoubt();
    sandbox.failNext(`POST /ai/deployment=${status}`);
    const { code, stderr } = await exo(`${CREATE} --again`);
    expect(code).toBe(exit);
    expect(stderr).toContain(MAY_EXIST);
    expect(stderr).toContain('check whether it exists: exo-di deployment list -z at-vie-2\n');
    // The result is still not known, so the next run must look, too.
    expect(creations.written.size).toBe(1);
    expect((await exo(CREATE)).code).toBe(9);
  });

  test('the quota, before anything is sent', async () => {
    const { exo, sandbox, changes } = await inDoubt(CREATE, 5, { quotas: { gpua5000: 1 } });
    sandbox.place({ zone: 'at-vie-2', name: 'bystander', replicas: 1, gpuCount: 1 });
    const { code, stderr } = await exo(`${CREATE} --again`);
    expect({ code, changes: changes() }).toEqual({ code: 6, changes: [] });
    expect(stderr).toContain(MAY_EXIST);
  });

  test('the quota of a plan', async () => {
    const { exo, sandbox, changes, intercept } = bench({ quotas: { gpua5000: 1 } });
    const files = memoryFiles({ '/f.yaml': fileOf(deployment('app', 1)) });
    intercept(losing());
    const first = await exo('apply -f f.yaml', { files });
    expect(first.code).toBe(9);
    expect(first.stderr).toContain('only then go on with: exo-di apply -f f.yaml --again\n');
    sandbox.place({ zone: 'at-vie-2', name: 'bystander', replicas: 1, gpuCount: 1 });
    const { code, stderr } = await exo('apply -f f.yaml', { files });
    expect({ code, changes: changes() }).toEqual({ code: 6, changes: [] });
    expect(stderr).toContain(MAY_EXIST);
  });

  test('a plan is refused just after a creation that was seen: nothing is in doubt', async () => {
    const { exo } = bench({ quotas: { gpua5000: 4 } });
    const files = (replicas: number) => memoryFiles({ '/f.yaml': fileOf(deployment('app', replicas)) });
    expect((await exo('apply -f f.yaml --no-wait', { files: files(1) })).code).toBe(0);
    const { code, stderr } = await exo('apply -f f.yaml', { files: files(9) });
    expect({ code, isInDoubt: stderr.includes('may exist') }).toEqual({
      code: 6,
      isInDoubt: false,
    });
  });

  test('lists that do not answer', async () => {
    const { exo, sandbox } = await inDoubt();
    sandbox.failNext('GET /ai/deployment=503 x*');
    expect(await exo(CREATE)).toMatchObject({ code: 9, stderr: expect.stringContaining(MAY_EXIST) });
  });

  test('if the name is taken, the object is the result of the earlier creation', async () => {
    const { exo, sandbox, justBefore } = await inDoubt();
    justBefore('POST /ai/deployment', () =>
      sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1, gpuCount: 1 }),
    );
    const { code, stderr } = await exo(`${CREATE} --again`);
    expect({ code, made: sandbox.deployments().length }).toEqual({ code: 0, made: 1 });
    expect(stderr).toContain('is taken as its result');
  });
});

describe('the record of a creation', () => {
  test.each([
    [`${CREATE} --inference-engine-params --api-key=hunter2 --no-preflight`, {}],
    ['model create meta-llama/Llama-3.1-8B-Instruct -z at-vie-2', { HF_TOKEN: 'hf_hunter2' }],
  ])('%s: contains no secret', async (line, env) => {
    const { exo, creations, intercept } = bench();
    intercept(losing());
    await exo(line, { env });
    const written = JSON.stringify([...creations.written.values()]);
    expect(written).not.toMatch(/hunter2|EXOsandbox|sandbox-secret/);
    expect([...creations.written.values()]).toMatchObject([{ zone: 'at-vie-2', sentAt: expect.any(Number) }]);
  });

  test.each<[string, string]>([
    ['refused', 'POST /ai/deployment=412'],
    ['never sent', 'POST /ai/deployment=429=3600'],
  ])('is removed if the creation was %s', async (_, fault) => {
    const { exo, creations } = bench({ fail: [fault] });
    await exo(CREATE);
    expect(creations.written.size).toBe(0);
  });

  test('is kept if the creation was accepted but does not show: the next run does not send it again', async () => {
    const { exo, creations, changes, clock } = bench({ assumptions: { visibleAfterMs: 10 * MINUTE } });
    expect((await exo(`${CREATE} --no-wait`)).code).toBe(0);
    expect([...creations.written.values()]).toMatchObject([{ accepted: { operation: expect.any(String) } }]);
    const { code, stderr } = await exo(CREATE);
    expect({ code, changes: changes().length }).toEqual({ code: 9, changes: 1 });
    expect(stderr).toMatch(/ago\) and it was accepted as operation [0-9a-f-]+; no list has shown it/);
    expect(stderr).toMatch(
      /hint: check that it does not exist: exo-di operation show [0-9a-f-]+ -z at-vie-2\n/,
    );
    clock.advance(10 * MINUTE);
    const shown = await exo(CREATE);
    expect(shown).toMatchObject({ code: 5, stderr: expect.stringContaining('already exists') });
    // The message says whose it is, and how to go on waiting for it.
    expect(shown.stderr).toMatch(
      /^A run on this machine sent its creation .* as operation [0-9a-f-]+; deployment app \([0-9a-f-]+\) exists now in at-vie-2\.\nWait for it with: exo-di operation wait [0-9a-f-]+ -z at-vie-2\n/,
    );
    expect(creations.written.size).toBe(0);
  });
});

describe('a list that has shown what was created, and lacks it a moment later', () => {
  async function lacking(fault?: string) {
    const made = bench();
    if (fault) made.sandbox.failNext(fault);
    expect((await made.exo(`${CREATE} --no-wait`)).code).toBe(0);
    made.intercept(listing());
    return made;
  }

  test.each([
    ['', 5, undefined],
    ['--if-not-exists', 0, undefined],
    ['', 5, 'POST /ai/deployment=reset-after'],
  ])('nothing is sent: create %s', async (flag, code, fault) => {
    const { exo, sandbox } = await lacking(fault);
    const again = await exo(`${CREATE} ${flag}`);
    expect(again.code, again.stderr).toBe(code);
    expect(again.stderr).toContain('eployment app already exists in at-vie-2; nothing was sent');
    expect(sandbox.deployments()).toHaveLength(1);
  });

  test('and does its ID not find it either, it is looked for until the minute is over', async () => {
    const { exo, sandbox, clock, intercept } = await lacking();
    const shownAt = clock.now() + 10_000;
    intercept((request) => {
      if (clock.now() >= shownAt || request.method !== 'GET' || !named(request).includes('deployment'))
        return undefined;
      return named(request) === 'GET /ai/deployment' ? json({ deployments: [] }) : json({}, 404);
    });
    expect((await exo(CREATE)).code).toBe(5);
    expect(sandbox.deployments()).toHaveLength(1);
  });

  test('and is it found nowhere within the minute, it was deleted, and is created anew', async () => {
    const { exo, sandbox, clock } = await lacking();
    sandbox.world.data.deployments.length = 0;
    const { code, stderr } = await exo(`${CREATE} --no-wait`);
    expect({ code, made: sandbox.deployments().length }, stderr).toEqual({ code: 0, made: 1 });
    expect(clock.now() - Date.parse('2026-01-01')).toBeGreaterThanOrEqual(MINUTE);
  });

  test('after a minute the list is believed: it may have been deleted elsewhere', async () => {
    const { exo, clock } = await lacking();
    const line = 'deployment list -z at-vie-2';
    expect((await exo(line)).stderr).toContain(
      'no list shows deployment app in at-vie-2, but it may exist\n',
    );
    clock.advance(MINUTE);
    expect((await exo(line)).stderr).toBe(
      'No deployments in at-vie-2. Create one with: exo-di deployment create --help\n',
    );
  });
});

test.each([[[1]], [[1, 3, 4]]])(
  'a listed deployment that its ID does not find at every read (%j) counts once, and as there',
  async (missed) => {
    const { exo, sandbox, intercept } = bench();
    await exo(`${CREATE} --no-wait`);
    let reads = 0;
    intercept((request) =>
      named(request) === 'GET /ai/deployment/*' && missed.includes(++reads)
        ? json({ message: 'Not Found' }, 404)
        : undefined,
    );
    const { code, stderr } = await exo(CREATE);
    expect({ code, made: sandbox.deployments().length }, stderr).toEqual({ code: 5, made: 1 });
    expect(stderr).toContain('deployment app already exists in at-vie-2; nothing was sent');
  },
);
