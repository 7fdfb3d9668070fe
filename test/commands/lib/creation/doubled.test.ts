import { describe, expect, test } from 'vitest';
import { TransportError } from '../../../../src/api/http/transport.js';
import type { Sandbox } from '../../../../src/sandbox/index.js';
import { placeKey } from '../../../faults/mutations.js';
import { memoryCreations } from '../../../helpers/creations.js';
import { type BenchOptions, bench } from '../../../helpers/run.js';
import { json, named } from '../../../helpers/service.js';

const ALLOWED = { assumptions: { duplicateNames: 'allowed' } } as const;
const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const CREATE = `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`;

/** Another machine creates the same object right before this machine sends its creation. */
function beaten(act: (sandbox: Sandbox) => void, options: BenchOptions = ALLOWED) {
  const made = bench(options);
  let done = false;
  made.intercept(({ method }) => {
    if (method === 'POST' && !done) act(made.sandbox);
    done ||= method === 'POST';
    return undefined;
  });
  return made;
}

function placeDeployment(sandbox: Sandbox): void {
  sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1 });
}

describe('another machine has created an object of the same name meanwhile', () => {
  test('a deployment: the error names both, which is ours, which to keep and how to delete the other', async () => {
    const { sandbox, exo, creations } = beaten(placeDeployment);
    const { code, stdout, stderr } = await exo(CREATE);
    const [theirs, ours] = sandbox.deployments('at-vie-2').map(({ id }) => id);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain(
      `error: deployment app exists 2 times in at-vie-2, and each is billed: ${theirs} (created 2026-01-01T00:00:00Z) and ${ours} (from this run, created 2026-01-01T00:00:00Z)\n`,
    );
    expect(stderr).toContain(
      `hint: keep ${theirs}, the oldest, and delete the other unless in use: whoever created another one may not have seen this message\n      exo-di deployment delete ${ours} -z at-vie-2\n`,
    );
    expect(creations.written.size).toBe(0);
  });

  test.each(['', ' --if-not-exists', ' --no-wait'])('%j: as JSON', async (flags) => {
    const { sandbox, exo } = beaten(placeDeployment);
    const { code, stdout, stderr } = await exo(`${CREATE} -O json -Q${flags}`);
    const [theirs, ours] = sandbox.deployments('at-vie-2').map(({ id }) => id);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: {
        code: 'doubled',
        exit_code: 5,
        zone: 'at-vie-2',
        details: { ids: [theirs, ours], ours, keep: theirs, delete: [ours] },
      },
    });
  });

  test('two machines that create at the same time are told to keep the same one', async () => {
    const { exo, intercept } = bench(ALLOWED);
    let waiting = 0;
    let both = () => {};
    const together = new Promise<void>((resolve) => {
      both = resolve;
    });
    intercept(async ({ method }) => {
      if (method !== 'POST') return undefined;
      if (++waiting === 2) both();
      await together;
      return undefined;
    });
    const machine = () => exo(`${CREATE} -O json -Q`, { creations: memoryCreations() });
    const outcomes = await Promise.all([machine(), machine()]);
    expect(outcomes.map(({ code }) => code)).toEqual([5, 5]);
    const told = outcomes.map(({ stderr }) => JSON.parse(stderr).error.details);
    expect(told[0].keep).toBe(told[1].keep);
    expect(told[0].ours).not.toBe(told[1].ours);
  });

  test('an API key, whose name may exist twice', async () => {
    const { exo } = beaten((sandbox) => placeKey(sandbox, 'ci'), {});
    const { code, stderr } = await exo('api-key create ci --scope public -z at-vie-2');
    expect(code).toBe(5);
    expect(stderr).toContain('error: API key ci exists 2 times in at-vie-2: ');
    expect(stderr).toMatch(/\n {6}exo-di api-key delete [0-9a-f-]+\n/);
  });

  test('a model', async () => {
    const { exo } = beaten(({ world: { data, clock } }) => {
      const [createdAt, updatedAt] = [clock.now(), clock.now()];
      const id = '00000000-0000-4000-8000-00000000000c';
      data.models.push({ id, zone: 'at-vie-2', name: 'owner/new-7B', sizeBytes: 1, createdAt, updatedAt });
    });
    const { code, stderr } = await exo('model create owner/new-7B -z at-vie-2');
    expect(code).toBe(5);
    expect(stderr).toMatch(/error: model owner\/new-7B exists 2 times .*\(from this run,/);
  });

  test('clone --replace: the source is not scaled to zero, and the error says so', async () => {
    const { sandbox, exo } = beaten(placeDeployment);
    sandbox.place({ zone: 'at-vie-2', name: 'source', replicas: 1 });
    const { code, stderr } = await exo('deployment clone source app --replace -f -z at-vie-2');
    expect(code).toBe(5);
    expect(stderr).toContain('source is not scaled to zero');
    expect(stderr).toMatch(/\n {6}exo-di deployment delete [0-9a-f-]+ -z at-vie-2\n/);
    expect(sandbox.deployments('at-vie-2').find(({ name }) => name === 'source')).toMatchObject({
      replicas: 1,
    });
  });
});

describe('the last look at the list after a creation', () => {
  test('is only a warning if it fails', async () => {
    const { exo, intercept } = bench();
    let sent = false;
    intercept(({ method, url }) => {
      if (sent && url.endsWith('/ai/deployment')) return json({}, 503);
      sent ||= method === 'POST';
      return undefined;
    });
    const { code, stdout, stderr } = await exo(CREATE);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment created.\n' });
    expect(stderr).toContain(
      'warning: could not check whether there is only one deployment app in at-vie-2: could not list deployments in at-vie-2: the service is unavailable (HTTP 503); look with: exo-di deployment list -z at-vie-2\n',
    );
  });

  test('waits a while for the new object, and then warns', async () => {
    const { exo } = bench({ assumptions: { visibleAfterMs: 3_600_000 } });
    const { code, stdout, stderr } = await exo(CREATE);
    // If it is found neither in a list nor by its ID, it is not called created.
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
    expect(stderr).toContain(
      'warning: no list shows deployment app in at-vie-2 yet, so it is not known whether there is another',
    );
  });

  test('names both if it shows only the other one', async () => {
    const assumptions = { ...ALLOWED.assumptions, visibleAfterMs: 3_600_000 };
    const { sandbox, exo } = beaten(placeDeployment, { assumptions });
    const { code, stderr } = await exo(CREATE);
    const ours = sandbox.world.data.deployments.at(-1)?.id;
    expect(code).toBe(5);
    expect(stderr).toContain(`exists 2 times in at-vie-2, and each is billed: `);
    expect(stderr).toContain(` and ${ours} (from this run)\n`);
  });

  test('happens even after a failed wait, whose error is kept', async () => {
    const { exo } = beaten(placeDeployment, { ...ALLOWED, fail: ['POST /ai/deployment=operation-failure'] });
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(7);
    expect(stderr).toContain('warning: deployment app exists 2 times in at-vie-2');
  });
});

describe('a list still shows an object of the name that was just deleted', () => {
  const GONE = '00000000-0000-4000-8000-00000000000f';

  /**
   * Lists show the deleted object.
   * @param alone they do not show the new one
   * @param isLost the creation's answer is lost
   */
  function behind({ alone = false, isLost = false }) {
    const made = bench();
    let isSent = false;
    made.intercept(async (request, ask) => {
      if (request.method === 'POST') {
        isSent = true;
        if (!isLost) return undefined;
        await ask(request);
        throw new TransportError('lost', true, 'the connection was lost');
      }
      if (!isSent || named(request) !== 'GET /ai/deployment') return undefined;
      const { deployments } = JSON.parse((await ask(request)).body);
      const gone = { ...deployments[0], id: GONE };
      return json({ deployments: alone ? [gone] : [gone, ...deployments] });
    });
    return made;
  }

  test.each([{}, { alone: true }])('%j: it is not reported as a duplicate', async (how) => {
    const { exo } = behind(how);
    const { code, stdout, stderr } = await exo(CREATE);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'Deployment created.\n' });
    expect(stderr).toContain(
      'warning: a list of at-vie-2 shows another deployment app, which is not found by',
    );
  });

  test('it is not taken for the object whose creation’s answer was lost', async () => {
    const { exo, creations } = behind({ alone: true, isLost: true });
    const first = await exo(CREATE);
    expect({ code: first.code, kept: creations.written.size }).toEqual({ code: 9, kept: 1 });
    expect(first.stderr).not.toContain('is taken as its result');
    const again = await exo(CREATE);
    expect({ code: again.code, kept: creations.written.size }, again.stderr).toEqual({ code: 9, kept: 1 });
  });
});
