import { describe, expect, test } from 'vitest';
import { TransportError } from '../../../src/api/http/transport.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { type BenchOptions, bench } from '../../helpers/run.js';

const ZONE = 'at-vie-2';

/** Lets the accepted change fail, so that the service undoes it. */
function willFail({ world }: Sandbox): void {
  const [deployment] = world.data.deployments;
  if (deployment?.change) deployment.change.outcome = 'failure';
}

/** Performs the first change and loses its answer; then calls the test’s function. */
function losing(options: BenchOptions = {}, afterwards: (sandbox: Sandbox) => void = () => {}) {
  const made = bench(options);
  let lost = false;
  made.intercept(async (request, ask) => {
    if (request.method === 'GET' || lost) return undefined;
    await ask(request);
    lost = true;
    afterwards(made.sandbox);
    throw new TransportError('lost', true, 'the connection was lost');
  });
  return made;
}

/** A bench on which my-app has one replica. */
function world(...given: Parameters<typeof losing>) {
  const made = losing(...given);
  made.sandbox.place({ zone: ZONE, name: 'my-app', replicas: 1 });
  return made;
}

/** Assumptions of a service that refuses a change that is under way. */
const STRICT: BenchOptions = { assumptions: { repeatedDelete: 'refused' } };
const SCALE_UP = 'deployment scale my-app 3 -z at-vie-2';
const UPDATE = 'deployment update my-app --inference-engine-version 0.24.0 -z at-vie-2';
const DELETE = 'deployment delete my-app -f -z at-vie-2';

describe('a change whose answer was lost', () => {
  test.each([
    [SCALE_UP, { replicas: 3, state: 'ready' }],
    ['deployment scale my-app 0 -z at-vie-2', { replicas: 0 }],
    [UPDATE, { 'inference-engine-version': '0.24.0', state: 'ready' }],
  ])('%s: is waited for until it is done', async (line, expected) => {
    const { sandbox, exo } = world();
    const { code, stderr } = await exo(line);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('was lost, but') });
    expect(sandbox.deployments()).toMatchObject([expected]);
  });

  test.each([
    [SCALE_UP, 'scale deployment my-app to 3 replicas', { replicas: 1 }],
    [UPDATE, 'update deployment my-app', { 'inference-engine-version': '0.25.1' }],
  ])('%s: is reported as failed if the service undoes it', async (line, what, expected) => {
    const { sandbox, exo } = world({}, willFail);
    const { code, stderr } = await exo(line);
    expect(code).toBe(7);
    expect(stderr).toContain(`could not ${what} in at-vie-2: it was accepted, but did not take effect\n`);
    expect(stderr).not.toContain('Scaled');
    expect(sandbox.deployments()).toMatchObject([expected]);
  });

  test('a creation that fails leaves one deployment in state error, and exits with the failure', async () => {
    const { sandbox, exo } = losing({}, willFail);
    const line = `deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z ${ZONE}`;
    const { code } = await exo(line);
    expect(code).toBe(7);
    expect(sandbox.deployments()).toMatchObject([{ state: 'error' }]);
  });
});

describe('a deletion whose answer was lost', () => {
  test('and whose repetition is refused: the command sees that the deployment goes', async () => {
    const { sandbox, exo } = world(STRICT);
    const { code, stdout } = await exo(DELETE);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment(s) deleted.\n' });
    expect(sandbox.deployments()).toEqual([]);
  });

  test('and the deployment stays: it is not known whether the deletion was accepted', async () => {
    const { exo } = world(STRICT, stuck);
    const { code, stderr } = await exo(DELETE);
    expect(code).toBe(9);
    expect(stderr).toContain(
      'it is not known whether it was accepted\nhint: running the command again is safe',
    );
    expect(stderr).not.toContain('was not accepted');
  });

  test('with --no-wait nothing is claimed', async () => {
    const { exo } = world(STRICT);
    const { code, stdout } = await exo(`${DELETE} --no-wait`);
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
  });

  test('with --no-wait, if the deployment is gone already, there is no operation to print', async () => {
    const { exo } = world({}, ({ world: { data } }) => data.deployments.splice(0));
    const { code, stdout, stderr } = await exo(`${DELETE} --no-wait`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('my-app is deleted already.\n');
  });
});

/** Lets the deletion never end. */
function stuck({ world }: Sandbox): void {
  const [deployment] = world.data.deployments;
  if (deployment?.change) deployment.change.until = Number.MAX_SAFE_INTEGER;
}
