import { describe, expect, test } from 'vitest';
import { requireSameGpuCount } from '../../../src/commands/deployment/create-line.js';
import { bench, withMyApp } from '../../helpers/run.js';

function deployed(replicas = 1, options: Parameters<typeof bench>[0] = {}) {
  const made = withMyApp({ replicas }, options);
  const size = () => made.sandbox.deployments('at-vie-2')[0]?.replicas;
  return { ...made, size };
}

describe('deployment scale', () => {
  test('up: says the total and that minutes are normal; stdout stays empty', async () => {
    const { exo, size } = deployed(1);
    const { code, stdout, stderr } = await exo('deployment scale my-app 3 -z at-vie-2');
    expect({ code, stdout, size: size() }).toEqual({ code: 0, stdout: '', size: 3 });
    expect(stderr).toContain(
      'Scaling my-app in at-vie-2 from 1 to 3 replicas: 1 GPU × 3 replicas = 3 GPUs (gpua5000).',
    );
    expect(stderr).toContain('3–5 minutes per new replica are normal.');
    expect(stderr).toContain('Scaled my-app to 3 replicas.');
  });

  test('down', async () => {
    const { exo, size } = deployed(3);
    const { code, stderr } = await exo('deployment scale my-app 1 -z at-vie-2');
    expect({ code, size: size() }).toEqual({ code: 0, size: 1 });
    expect(stderr).not.toContain('minutes');
  });

  test('to zero: GPU billing stops, URL and API key stay, and how to resume', async () => {
    const { exo, size, sandbox } = deployed(3);
    const url = sandbox.deployments('at-vie-2')[0]?.['deployment-url'];
    const { code, stderr } = await exo('deployment scale my-app 0 -z at-vie-2');
    expect({ code, size: size() }).toEqual({ code: 0, size: 0 });
    expect(stderr).toContain('GPU billing stops, its URL and API key stay');
    expect(stderr).toContain('Resume with: exo-di deployment scale my-app 1 -z at-vie-2');
    expect(sandbox.deployments('at-vie-2')[0]?.['deployment-url']).toBe(url);
    expect(sandbox.usedGpus('gpua5000')).toBe(0);
  });

  test('from zero: 3–5 minutes or longer', async () => {
    const { exo, size } = deployed(0);
    const { code, stderr } = await exo('deployment scale my-app 1 -z at-vie-2');
    expect({ code, size: size() }).toEqual({ code: 0, size: 1 });
    expect(stderr).toContain('3–5 minutes or longer');
  });

  test.each([1, 3])('already at %i: says so, sends nothing, exit 0', async (n) => {
    const { exo, changes } = deployed(n);
    const { code, stderr } = await exo(`deployment scale my-app ${n} -z at-vie-2`);
    expect(code).toBe(0);
    expect(stderr).toContain('already has');
    expect(changes()).toEqual([]);
  });

  test.each(['scaling', 'error', 'a-state-of-tomorrow'])(
    'at SIZE but in state %s: the scaling is sent all the same',
    async (state) => {
      const { exo, changes, id, sandbox } = deployed(0);
      sandbox.override(id, { state });
      await exo('deployment scale my-app 0 -z at-vie-2 --no-wait');
      expect(changes()).toEqual([`POST /at-vie-2/v2/ai/deployment/${id}/scale`]);
    },
  );

  test('-O json: the object as read again, also if there was nothing to do', async () => {
    const { exo } = deployed(1);
    expect(JSON.parse((await exo('deployment scale my-app 2 -z at-vie-2 -O json')).stdout)).toMatchObject({
      replicas: 2,
      total_gpus: 2,
    });
    expect(JSON.parse((await exo('deployment scale my-app 2 -z at-vie-2 -O json')).stdout)).toMatchObject({
      replicas: 2,
    });
  });

  test('by ID to zero the first request is the scaling', async () => {
    const { exo, id, sandbox } = deployed(1);
    await exo(`deployment scale ${id} 0 -z at-vie-2 --no-wait`);
    expect(sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v2/zone',
      `POST /at-vie-2/v2/ai/deployment/${id}/scale`,
    ]);
  });

  test('--dry-run shows the request and the total, and sends nothing', async () => {
    const { exo, changes, id } = deployed(1);
    const { stdout } = await exo('deployment scale my-app 2 -z at-vie-2 --dry-run');
    expect(stdout).toBe(
      `POST /ai/deployment/${id}/scale (zone at-vie-2)\n{\n  "replicas": 2\n}\n1 GPU × 2 replicas = 2 GPUs\n`,
    );
    expect(changes()).toEqual([]);
  });
});

describe('refused before anything is sent', () => {
  test.each(['-1', '1.5', 'three', '', '1e1', '0x2'])('SIZE %j', async (size) => {
    const { exo, sandbox } = deployed();
    const { code, stderr } = await exo(['deployment', 'scale', 'my-app', size, '-z', 'at-vie-2']);
    expect(code).toBe(2);
    expect(stderr).toContain(`SIZE must be a whole number of 0 or more, not "${size}"`);
    expect(sandbox.requests).toEqual([]);
  });

  test('no SIZE', async () => {
    const { code, stderr } = await deployed().exo('deployment scale my-app');
    expect(code).toBe(2);
    expect(stderr).toContain('error: SIZE is required');
  });

  test('another GPU count: exit 2 and the complete command that makes a new deployment', async () => {
    const { exo, changes } = deployed(2);
    const { code, stderr } = await exo('deployment scale my-app 3 --gpu-count 2 -z at-vie-2');
    expect(code).toBe(2);
    expect(stderr).toContain('the GPU count is fixed at creation');
    expect(stderr).toMatch(
      /exo-di deployment create my-app-2gpu --model-name mistralai\/Mistral-7B-Instruct-v0\.3 --gpu-type gpua5000 --gpu-count 2 --replicas 3 .*-z at-vie-2/,
    );
    expect(changes()).toEqual([]);
  });

  test('the printed command works', async () => {
    const { exo, sandbox } = deployed(1);
    const { stderr } = await exo('deployment scale my-app 3 --gpu-count 2 -z at-vie-2');
    const line = /exo-di (deployment create .*)/.exec(stderr)?.[1] ?? '';
    expect((await exo(line)).code).toBe(0);
    expect(sandbox.deployments('at-vie-2').map((d) => [d.name, d['gpu-count']])).toContainEqual([
      'my-app-2gpu',
      2,
    ]);
  });

  test('the printed command has a placeholder for what the service does not tell', () => {
    const bare = {
      name: 'my-app',
      state: 'ready',
      'deployment-url': '',
      model: {},
      visibility: 'private',
      'gpu-count': 1,
    };
    expect(() => requireSameGpuCount(bare, 2, 'at-vie-2')).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining('--model-name MODEL --gpu-type GPU-TYPE --gpu-count 2'),
      }),
    );
  });

  test('the same GPU count passes', async () => {
    const { exo, size } = deployed(1);
    expect((await exo('deployment scale my-app 2 --gpu-count 1 -z at-vie-2')).code).toBe(0);
    expect(size()).toBe(2);
  });

  test('a quota that is too small: exit 6 with the largest SIZE that fits', async () => {
    const { exo, changes } = deployed(1, { quotas: { gpua5000: 4 } });
    const { code, stderr } = await exo('deployment scale my-app 9 -z at-vie-2');
    expect(code).toBe(6);
    expect(stderr).toContain('8 GPUs more needed, 3 free of 4 (1 GPU × 9 replicas = 9 GPUs)');
    expect(stderr).toContain('the largest SIZE that fits is 4: exo-di deployment scale my-app 4 -z at-vie-2');
    expect(changes()).toEqual([]);
  });

  test('a full quota does not prevent scaling down', async () => {
    const { exo } = deployed(3, { quotas: { gpua5000: 1 } });
    expect((await exo('deployment scale my-app 2 -z at-vie-2')).code).toBe(0);
  });

  test('a quota that may not be read does not prevent scaling; only scaling up warns of it', async () => {
    const { exo, size } = deployed(3, { fail: ['GET /quota=403 x*'] });
    const down = await exo('deployment scale my-app 2 -z at-vie-2 -Q');
    expect({ ...down, size: size() }).toEqual({ code: 0, stdout: '', stderr: '', size: 2 });
    const up = await exo('deployment scale my-app 3 -z at-vie-2 -Q');
    expect(up).toMatchObject({ code: 0, stderr: expect.stringContaining('the GPU quota was not checked') });
  });

  test('scaling down does not wait for a quota that is never answered', async () => {
    const { exo, size, intercept } = deployed(3);
    intercept(({ url }) => (url.endsWith('/quota') ? new Promise<never>(() => {}) : undefined));
    expect((await exo('deployment scale my-app 2 -z at-vie-2')).code).toBe(0);
    expect(size()).toBe(2);
  });

  test('--no-preflight leaves it to the service, whose 412 is exit 6', async () => {
    const { exo, size } = deployed(1, { quotas: { gpua5000: 1 } });
    expect((await exo('deployment scale my-app 2 -z at-vie-2 --no-preflight')).code).toBe(6);
    expect(size()).toBe(1);
  });

  test('a 403 for a scaling to zero is not explained by GPUs', async () => {
    const { exo } = deployed(1, { fail: ['POST /ai/deployment/*/scale=403'] });
    const { code, stderr } = await exo('deployment scale my-app 0 -z at-vie-2');
    expect(code).toBe(3);
    expect(stderr).not.toMatch(/quota|GPU type/);
  });
});

describe('waiting', () => {
  test('a failed operation is exit 7', async () => {
    const { exo } = deployed(1, { fail: ['POST /ai/deployment/*/scale=operation-failure'] });
    const { code, stderr } = await exo('deployment scale my-app 0 -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain(
      'could not scale deployment my-app to 0 replicas in at-vie-2: the operation failed',
    );
    expect(stderr).not.toContain('billing stops');
  });

  test('the deadline of the wait is exit 8, with the command to go on', async () => {
    const { exo } = deployed(1);
    const { code, stderr } = await exo('deployment scale my-app 2 -z at-vie-2 --wait-timeout 5s');
    expect(code).toBe(8);
    expect(stderr).toMatch(/it goes on; wait again with: exo-di operation wait [0-9a-f-]{36} -z at-vie-2/);
  });

  test('the printed command continues the wait', async () => {
    const { exo } = deployed(1);
    const { stderr } = await exo('deployment scale my-app 2 -z at-vie-2 --wait-timeout 5s');
    const line = /exo-di (operation wait .*)/.exec(stderr)?.[1] ?? '';
    const { code, stdout } = await exo(`${line} -O json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'success' });
  });
});

test('if the deployment read afterwards has another size: printed, exit 7, and nothing is claimed', async () => {
  const { exo, id, sandbox } = deployed(2);
  sandbox.override(id, { replicas: 2 });
  const { code, stdout, stderr } = await exo('deployment scale my-app 0 -z at-vie-2 -O json');
  expect({ code, replicas: JSON.parse(stdout).replicas }).toEqual({ code: 7, replicas: 2 });
  expect(stderr).toContain('still reports 2 replicas, not 0');
  expect(stderr).not.toContain('billing stops');
});

describe('a deployment in state error', () => {
  const failed = async () => {
    const made = bench({ fail: ['POST /ai/deployment=operation-failure'] });
    const model = '--model-name mistralai/Mistral-7B-Instruct-v0.3';
    await made.exo(`deployment create my-app ${model} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`);
    expect(made.sandbox.deployments().map(({ state }) => state)).toEqual(['error']);
    return made;
  };

  test('that is still in error after scaling up: exit 7, and nothing is claimed', async () => {
    const { exo } = await failed();
    const { code, stderr } = await exo('deployment scale my-app 2 -z at-vie-2');
    expect(code).toBe(7);
    expect(stderr).toContain('error: deployment my-app in at-vie-2 is in state error');
    expect(stderr).not.toContain('Scaled my-app');
  });

  test('can be scaled to zero, which stops its billing', async () => {
    const { exo, sandbox } = await failed();
    expect((await exo('deployment scale my-app 0 -z at-vie-2')).code).toBe(0);
    expect(sandbox.usedGpus('gpua5000')).toBe(0);
  });
});

test('a malformed field of one deployment does not affect another', async () => {
  const { exo, sandbox } = deployed(2);
  const odd = sandbox.place({ zone: 'at-vie-2', name: 'odd' });
  sandbox.override(odd, { 'gpu-type': null, replicas: null });
  expect((await exo('deployment scale my-app 0 -z at-vie-2')).code).toBe(0);
});
