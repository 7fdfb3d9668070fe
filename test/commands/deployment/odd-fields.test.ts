import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../../helpers/run.js';
import { json, named, relisted, told } from '../../helpers/service.js';

/*
 * A malformed field of one deployment must not hide others: a deployment that cannot be listed cannot be scaled to
 * zero.
 */

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';

/** A service whose deployments have changed fields, in lists and by ID. */
function telling(other: (deployment: Record<string, unknown>) => Record<string, unknown>) {
  const made = withMyApp({ replicas: 2 });
  made.intercept(relisted((all) => all.map((one) => other({ ...one }))));
  made.intercept(told('GET /ai/deployment/*', other));
  const exo = (line: string) => made.exo(`${line} -z at-vie-2`);
  return { ...made, exo, replicas: () => made.sandbox.deployments('at-vie-2')[0]?.replicas };
}

describe('numbers as text', () => {
  const asText = () =>
    telling((deployment) => ({
      ...deployment,
      replicas: String(deployment.replicas),
      'gpu-count': String(deployment['gpu-count']),
    }));

  test('count as numbers, in JSON and in comparisons', async () => {
    const { exo } = asText();
    const { stdout } = await exo('deployment list -O json');
    expect(JSON.parse(stdout)).toMatchObject([{ gpu_count: 1, replicas: 2, total_gpus: 2 }]);
  });

  test.each(['0', '3', '2'])('scale to %s', async (size) => {
    const { exo, replicas } = asText();
    const { code, stderr } = await exo(`deployment scale my-app ${size}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: Number(size) });
  });

  test('create', async () => {
    const { exo } = asText();
    const { code, stderr } = await exo(
      `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1`,
    );
    expect(code, stderr).toBe(0);
  });
});

test.each([
  { replicas: 'many', 'gpu-count': [], 'gpu-type': 3 },
  { replicas: -1, 'gpu-count': 1.5 },
  { model: null, visibility: null, 'deployment-url': null },
  { model: 'mistral', visibility: 1, 'deployment-url': {}, 'service-level': [], 'created-at': 12 },
  { model: { id: 1, name: {} }, 'inference-engine-parameters': '--a --b', 'inference-engine-version': 1 },
])('%j counts as not told, and scaling to zero works', async (odd) => {
  const { exo, replicas } = telling((deployment) => ({ ...deployment, ...odd }));
  expect((await exo('deployment list')).code).toBe(0);
  const { code, stderr } = await exo('deployment scale my-app 0');
  expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: 0 });
});

test('an impossible number of replicas or GPUs is neither shown nor used', async () => {
  const { exo } = telling((deployment) => ({ ...deployment, replicas: -1, 'gpu-count': 1.5 }));
  const { stdout } = await exo('deployment list --sort name --columns name,gpu-count,replicas,total-gpus');
  expect(stdout).toMatch(/│ my-app │ +│ +│ +│/);
});

test.each([{ name: undefined }, { state: 7 }])('%j: the answer is not from the service', async (odd) => {
  const { exo, replicas } = telling((deployment) => ({ ...deployment, ...odd }));
  const { code, stderr } = await exo('deployment scale my-app 0');
  expect({ code, replicas: replicas() }).toEqual({ code: 1, replicas: 2 });
  expect(stderr).toContain('the answer to list-deployments makes no sense at deployments.0.');
});

test('a quota given as text is checked, too', async () => {
  const made = bench({ quotas: { gpua5000: 1 } });
  const asText = ({ usage, limit, ...quota }: Record<string, unknown>) => ({
    ...quota,
    usage: String(usage),
    limit: String(limit),
  });
  const change = ({ quotas }: { quotas: Record<string, unknown>[] }) => ({ quotas: quotas.map(asText) });
  made.intercept(told('GET /quota', change));
  const line = `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 2 -z at-vie-2`;
  expect(await made.exo(line)).toMatchObject({ code: 6 });
});

test('an operation whose reference and reason are not texts is followed', async () => {
  const made = withMyApp({ replicas: 2 });
  made.intercept(async (request, ask) => {
    if (!named(request).startsWith('GET /operation/') && request.method !== 'POST') return undefined;
    const answer = JSON.parse((await ask(request)).body);
    return json({ ...answer, reference: 'my-app', reason: {}, message: 4 });
  });
  expect(await made.exo('deployment scale my-app 0 -z at-vie-2')).toMatchObject({ code: 0 });
});

test('engine parameters and zones with null or other values that are not texts', async () => {
  const made = bench();
  made.intercept(async (request, ask) => {
    if (named(request) === 'GET /zone') {
      const { zones } = JSON.parse((await ask(request)).body);
      return json({ zones: zones.map((zone: object) => ({ ...zone, 'sos-endpoint': null })) });
    }
    if (!named(request).startsWith('GET /ai/help')) return undefined;
    const { parameters } = JSON.parse((await ask(request)).body);
    const odd = { default: 0.9, 'allowed-values': null, section: 'Odd', flags: ['--odd'], type: null };
    return json({ parameters: [odd, ...parameters] });
  });
  const { code, stdout, stderr } = await made.exo('deployment create --inference-engine-parameter-help');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('Odd:\n  --odd\n');
  expect(await made.exo('zone list -O json')).toMatchObject({ code: 0 });
});
