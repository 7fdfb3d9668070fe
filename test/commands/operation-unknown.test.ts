import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../helpers/run.js';
import { instead, json, named } from '../helpers/service.js';

/*
 * A service that has accepted a change but does not know its operation. The command then looks at the deployment
 * itself, because "not found" would be read as "there is no such deployment".
 */

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const CREATE = `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1`;

/**
 * @param forever the change is accepted and never made @param answer the answer to requests for an operation
 * @param visibleAfterMs how long new things are not found
 */
function forgetful({
  forever = false,
  answer = json({ message: 'Operation not found' }, 404),
  visibleAfterMs = 0,
} = {}) {
  const made = bench({ assumptions: { visibleAfterMs } });
  made.intercept((request) => {
    if (named(request) === 'GET /operation/*') return answer;
    if (forever && request.method !== 'GET')
      return json({ id: '00000000-0000-4000-8000-000000000001', state: 'pending' });
    return undefined;
  });
  const place = () => made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  const names = () => made.sandbox.deployments('at-vie-2').map(({ name }) => name);
  return { ...made, place, names, exo: (line: string) => made.exo(`${line} -z at-vie-2`) };
}

describe('the change takes place', () => {
  test.each([
    ['deployment scale my-app 0', 'scale deployment my-app to 0 replicas'],
    ['deployment scale my-app 3', 'scale deployment my-app to 3 replicas'],
    ['deployment update my-app --name other', 'update deployment my-app'],
    ['deployment delete my-app -f', 'delete deployment my-app'],
    ['deployment clone my-app other', 'create deployment other'],
    [CREATE, 'create deployment app'],
    ['model create owner/new-7B', 'create model owner/new-7B'],
    [`model delete openai/gpt-oss-20b -f`, 'delete model openai/gpt-oss-20b'],
  ])('%s: done as soon as the change shows', async (line, what) => {
    const { exo, place } = forgetful();
    place();
    const { code, stderr } = await exo(line);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /warning: the service does not know operation [0-9a-f-]{36} in at-vie-2; checking directly whether/,
    );
    expect(stderr).toContain(`checking directly whether it is done: ${what}\n`);
  });

  test('a role that may not read operations does not make it look refused', async () => {
    const answer = json({ message: 'Forbidden by role policy for get-operation' }, 403);
    const { exo, place } = forgetful({ answer });
    place();
    const { code, stderr } = await exo('deployment scale my-app 0');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /warning: these credentials may not read operation [0-9a-f-]{36} in at-vie-2; checking directly whether/,
    );
  });

  test.each([
    ['model create owner/new-7B', 20_000, 0, 'Model created.\n', ''],
    ['model create owner/new-7B', 3_600_000, 9, '', 'error: model owner/new-7B is not visible in at-vie-2'],
    [CREATE, 20_000, 0, 'Deployment created.\n', ''],
    [CREATE, 3_600_000, 9, '', 'error: deployment app is not visible in at-vie-2'],
  ])(
    'nor that what is new is not found by its ID yet: %s, lag %d ms',
    async (line, visibleAfterMs, code, stdout, error) => {
      const { exo } = forgetful({ visibleAfterMs });
      const ended = await exo(line);
      expect(ended).toMatchObject({ code, stdout, stderr: expect.stringContaining(error) });
    },
  );

  test('a new deployment that only a list shows is not called missing', async () => {
    const { exo, intercept } = forgetful();
    intercept(instead('GET /ai/deployment/*', () => json({ message: 'Not found' }, 404)));
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(9);
    expect(stderr).toContain('look again: exo-di deployment show app -z at-vie-2');
  });

  test.each([
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ['another operation', json({ id: '00000000-0000-4000-8000-0000000000ff', state: 'success' })],
  ])('repeated answers of %s instead of the operation do not, either', async (_, answer) => {
    const { exo, place } = forgetful({ answer });
    place();
    const { code, stderr } = await exo('deployment scale my-app 0');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/warning: the service gives no valid answer about operation [0-9a-f-]{36} in/);
  });

  test('an operation without an ID: the command looks for the change', async () => {
    const { exo, intercept } = withMyApp({ replicas: 2 });
    intercept(({ method }) => (method === 'POST' ? json({ id: '', state: 'pending' }) : undefined));
    const { code, stdout } = await exo('deployment scale my-app 0 -z at-vie-2');
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
  });

  test('--no-wait reports what was answered', async () => {
    const { exo, place } = forgetful();
    place();
    const { code, stderr } = await exo('deployment scale my-app 0 --no-wait');
    expect({ code, told: stderr.includes('does not know') }).toEqual({ code: 0, told: false });
  });
});

describe('the change does not take place', () => {
  test.each([
    [
      'deployment scale my-app 0',
      7,
      'could not scale deployment my-app to 0 replicas in at-vie-2: it was accepted, but',
    ],
    ['deployment delete my-app -f', 8, 'deployment my-app in at-vie-2 is not deleted yet'],
    [
      'model delete openai/gpt-oss-20b -f',
      9,
      'model openai/gpt-oss-20b in at-vie-2 but does not know its operation',
    ],
  ])('%s: exit %i', async (line, exit, told) => {
    const { exo, place, names } = forgetful({ forever: true });
    place();
    const { code, stderr } = await exo(line);
    expect(code, stderr).toBe(exit);
    expect(stderr).toContain(told);
    expect(stderr).toMatch(/hint: .*exo-di /);
    expect(names()).toEqual(['my-app']);
  });
});

test('if the replicas are not told either, zero is not claimed', async () => {
  const { exo, place, intercept } = forgetful({ forever: true });
  place();
  intercept(async (request, ask) => {
    if (!named(request).startsWith('GET /ai/deployment')) return undefined;
    const answer = await ask(request);
    return { ...answer, body: answer.body.replace(/"replicas":\d+,?/g, '') };
  });
  const { code, stdout, stderr } = await exo('deployment scale my-app 0');
  expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
  expect(stderr).toMatch(
    /error: "scale deployment my-app to 0 replicas" was accepted in at-vie-2, but the service does not tell whether it is done\nhint: .*exo-di deployment show [0-9a-f-]{36} -z at-vie-2\n$/,
  );
  expect(stderr).not.toContain('billing stops');
});

test('operation wait for an unknown operation stays exit 4', async () => {
  const { code } = await forgetful().exo('operation wait 00000000-0000-4000-8000-000000000001');
  expect(code).toBe(4);
});
