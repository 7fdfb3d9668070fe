import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../../src/sandbox/index.js';
import { bench } from '../../../helpers/run.js';
import { instead, json, named, relisted, told } from '../../../helpers/service.js';

/* A successful operation does not prove that a deployment serves, so the command looks at it before it says so. */

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const CREATE = `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`;

/** A service that shows a created object with other properties than requested. */
function otherwise(fields: Record<string, unknown>) {
  const made = bench();
  made.intercept(async (request, ask) => {
    if (named(request) !== 'POST /ai/deployment') return undefined;
    const answer = await ask(request);
    const { reference } = JSON.parse(answer.body);
    made.sandbox.override(reference.id, fields);
    return answer;
  });
  return { ...made, id: () => idOf(made.sandbox) };
}

const idOf = (sandbox: Sandbox) => sandbox.deployments('at-vie-2').find(({ name }) => name === 'app')?.id;

/** A service whose creations all succeed but create nothing. */
function idle(reference?: { id: string }) {
  const made = bench();
  const operation = { id: '00000000-0000-4000-8000-000000000001', state: 'success', reference };
  made.intercept(async ({ method }) => (method === 'POST' ? json(operation) : undefined));
  return made;
}

describe('a deployment whose creation the service calls done', () => {
  test.each([
    [
      { 'gpu-count': 8, replicas: 4 },
      'its GPU count is 8, not 1, it has 4 replicas, not 1',
      /that cannot be changed, and it is billed as it is; delete it with: exo-di deployment delete [0-9a-f-]+ -z at-vie-2\n/,
    ],
    [
      { 'gpu-type': 'gpu3' },
      'its GPU type is gpu3, not gpua5000',
      /delete it with: exo-di deployment delete/,
    ],
    [
      { replicas: 3 },
      'it has 3 replicas, not 1',
      /it is billed as it is; to scale it: exo-di deployment scale [0-9a-f-]+ 1 -z at-vie-2\n/,
    ],
  ])('%j: the difference is reported, with the way out', async (fields, told, hint) => {
    const { exo, creations } = otherwise(fields);
    const { code, stdout, stderr } = await exo(CREATE);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain(
      `error: deployment app was created in at-vie-2, but not as requested: ${told}\n`,
    );
    expect(stderr).toMatch(hint);
    expect(creations.written.size).toBe(0);
  });

  test('found after a lost answer: the message does not claim that the service called it done', async () => {
    const { sandbox, exo, intercept } = bench({ fail: ['POST /ai/deployment=reset-after'] });
    intercept(({ method }) => {
      const id = idOf(sandbox);
      if (method === 'GET' && id) sandbox.override(id, { replicas: 5 });
      return undefined;
    });
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(7);
    expect(stderr).toContain(
      'error: deployment app was created in at-vie-2, but not as requested: it has 5 replicas, not 1\n',
    );
    expect(stderr).not.toContain('reported');
  });

  test('in state error: no success, and the command to delete it', async () => {
    const { exo, id } = otherwise({ state: 'error', 'state-details': 'out of memory' });
    const { code, stdout, stderr } = await exo(`${CREATE} -O json -Q`);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    const { error } = JSON.parse(stderr);
    expect(error.message).toBe(
      'deployment app in at-vie-2 is in state error: out of memory; the service reported its creation as done',
    );
    expect(error.hint).toContain(`delete it: exo-di deployment delete ${id()} -z at-vie-2`);
  });

  test.each([
    { state: 'hibernating' },
    { replicas: undefined, 'gpu-count': undefined, 'gpu-type': undefined },
  ])('%j: missing or unknown values are not reported as wrong', async (fields) => {
    const { code } = await otherwise(fields).exo(CREATE);
    expect(code).toBe(0);
  });

  test('an outdated list is not believed: the deployment itself is read', async () => {
    const { exo, intercept } = bench();
    intercept(relisted((all) => all.map((one) => ({ ...one, state: 'error', replicas: 0 }))));
    expect(await exo(CREATE)).toMatchObject({ code: 0 });
  });

  test.each([
    [{ state: 'error' }, 'in state error', 7],
    [{ replicas: 4 }, 'it has 4 replicas, not 1', 7],
    [{ state: 'creating' }, 'Deployment created.', 0],
  ])('%j, while the list shows it as requested: the deployment itself counts', async (fields, said, code) => {
    const { exo, intercept } = bench();
    intercept(told('GET /ai/deployment/*', (one: object) => ({ ...one, ...fields })));
    const ended = await exo(CREATE);
    expect({ code: ended.code, said: ended.stdout + ended.stderr }).toEqual({
      code,
      said: expect.stringContaining(said),
    });
  });

  test('it may not be read by its ID: the list is believed', async () => {
    const { exo, intercept } = bench();
    intercept(instead('GET /ai/deployment/*', () => json({ message: 'Forbidden' }, 403)));
    expect(await exo(CREATE)).toMatchObject({ code: 0, stdout: 'Deployment created.\n' });
  });

  test.each([undefined, { id: '00000000-0000-4000-8000-000000000002' }])(
    'named %j and not found: it is not called created, and its record stays',
    async (reference) => {
      const { exo, creations } = idle(reference);
      const { code, stdout, stderr } = await exo(CREATE);
      expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
      expect(stderr).toContain(
        'error: deployment app is not visible in at-vie-2, though the service accepted its creation\nhint: look again with: exo-di deployment list -z at-vie-2\n',
      );
      expect(creations.written.size).toBe(1);
    },
  );

  test('clone --replace: the source goes on serving, and the message says that both are billed', async () => {
    const { exo, sandbox } = otherwise({ 'gpu-count': 8 });
    sandbox.place({ zone: 'at-vie-2', name: 'old', replicas: 1 });
    const { code, stderr } = await exo('deployment clone old app --replace -f -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain('deployment app was created and old is not scaled to zero: both are billed');
    expect(sandbox.deployments('at-vie-2').find(({ name }) => name === 'old')?.replicas).toBe(1);
  });
});

describe('a model whose creation the service calls done', () => {
  const MODEL = 'model create owner/new-7B -z at-vie-2';

  test('in state error: no success', async () => {
    const { exo, intercept } = bench();
    intercept(async (request, ask) => {
      if (request.method !== 'GET' || !named(request).includes('/ai/model')) return undefined;
      const answer = JSON.parse((await ask(request)).body);
      const failed = (model: { name: string }) =>
        model.name === 'owner/new-7B' ? { ...model, state: 'error' } : model;
      return json(answer.models ? { models: answer.models.map(failed) } : failed(answer));
    });
    const { code, stdout, stderr } = await exo(MODEL);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain(
      'error: could not download model owner/new-7B in at-vie-2: its state is error\n',
    );
    expect(stderr).toContain('exo-di model delete owner/new-7B -z at-vie-2');
  });

  test('not found: it is not called created', async () => {
    const { code, stdout, stderr } = await idle({ id: '00000000-0000-4000-8000-000000000002' }).exo(MODEL);
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
    expect(stderr).toContain('model owner/new-7B is not visible in at-vie-2');
  });
});

describe('an operation that refers to another deployment', () => {
  /** A service whose operations refer to another deployment, or to the right one in capitals. */
  function referring(to: (made: ReturnType<typeof bench>) => string | undefined) {
    const made = bench();
    made.intercept(async (request, ask) => {
      if (!/^(POST \/ai\/deployment|GET \/operation\/\*)$/.test(named(request))) return undefined;
      const answer = JSON.parse((await ask(request)).body);
      return json({
        ...answer,
        reference: { ...answer.reference, id: to(made) ?? answer.reference.id.toUpperCase() },
      });
    });
    return made;
  }

  test('is not followed: the deployment with the name is ours, and nobody is told to delete the other', async () => {
    let other = '';
    const { exo, sandbox } = referring(() => other);
    other = sandbox.place({ zone: 'at-vie-2', name: 'other' });
    const { code, stdout, stderr } = await exo(`${CREATE} -O json`);
    expect({ code, id: JSON.parse(stdout).id }, stderr).toEqual({ code: 0, id: idOf(sandbox) });
    expect(stderr).not.toContain(other);
  });

  test('if no deployment has the name, the creation does not count as seen', async () => {
    const reference = { id: '' };
    const { exo, sandbox } = idle(reference);
    reference.id = sandbox.place({ zone: 'at-vie-2', name: 'other' });
    expect(await exo(CREATE)).toMatchObject({ code: 9, stdout: '' });
  });

  test('the same ID in capitals is accepted', async () => {
    const { exo } = referring(() => undefined);
    expect(await exo(CREATE)).toMatchObject({ code: 0, stdout: 'Deployment created.\n' });
  });
});
