import { expect, test } from 'vitest';
import { bench } from '../helpers/run.js';

test.each(['deployment show gone', 'deployment scale my-app 2'])(
  '%s with a zone that does not answer is unavailable: nothing was printed',
  async (line) => {
    const { exo, sandbox, changes } = bench({ fail: ['GET /ai/deployment@de-fra-1=503 x*'] });
    sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const { code, stdout, stderr } = await exo(line);
    expect({ code, stdout, changes: changes() }).toEqual({ code: 9, stdout: '', changes: [] });
    expect(stderr).toContain('could not be looked for everywhere');
    expect(stderr).toContain('hint: name its zone with -z ZONE\n');
  },
);

test('where the look-up fails, that the quota was not checked is not told beside it', async () => {
  const env = { EXOSCALE_API_SECRET: 'wrong' };
  for (const line of [
    'deployment scale my-app 2 -z at-vie-2',
    'deployment create my-app --model-name a/b --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2',
  ]) {
    const { code, stderr } = await bench().exo(line, { env });
    expect(code).toBe(3);
    expect(stderr).not.toContain('the GPU quota was not checked');
  }
});

test('where it succeeds the warning comes', async () => {
  const { exo, sandbox } = bench({ fail: ['GET /quota=403 x*'] });
  sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const { code, stderr } = await exo('deployment scale my-app 2 -z at-vie-2');
  expect(code).toBe(0);
  expect(stderr).toContain('warning: the GPU quota was not checked');
});
