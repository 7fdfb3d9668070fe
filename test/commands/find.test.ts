import { describe, expect, test } from 'vitest';
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

describe('the beginning of an ID, as narrow lists show it', () => {
  /** Two deployments of which one can be told by eight characters, and two that need ten. */
  const placed = () => {
    const bed = bench();
    const ids = ['0a1b2c3d-1111', '77777777-3111', '77777777-4111'].map(
      (start) => `${start}-4222-8333-444455556666`,
    );
    for (const [i, id] of ids.entries()) bed.sandbox.place({ zone: 'at-vie-2', name: `app-${i}`, id });
    return bed;
  };

  test.each([
    ['deployment show 0a1b2c3d', 0, '0a1b2c3d is deployment app-0 in at-vie-2.'],
    ['deployment show 0A1B2C3D-11', 0, '0A1B2C3D-11 is deployment app-0 in at-vie-2.'],
    ['deployment scale 77777777-3 2 -z at-vie-2', 0, '77777777-3 is deployment app-1 in at-vie-2.'],
    ['deployment wait 0a1b2c3d', 0, 'Deployment 0a1b2c3d in at-vie-2 is ready.'],
    ['deployment delete -f 77777777-4', 0, '77777777-4 is deployment app-2 in at-vie-2.'],
    ['deployment show 0a1b2c3', 4, 'there is no deployment "0a1b2c3" in any zone'],
    ['deployment show 77777777', 5, '2 deployments have that name, or an ID that begins with it'],
    ['deployment delete -f 77777777', 5, '77777777-3111-4222-8333-444455556666  at-vie-2'],
    ['deployment wait 77777777', 5, '2 deployments have that name, or an ID that begins with it'],
  ])('%s', async (line, code, said) => {
    const outcome = await placed().exo(line);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(said);
  });

  test('what is the name of one and the beginning of another is deleted by neither', async () => {
    const { exo, sandbox, changes } = placed();
    sandbox.place({ zone: 'ch-dk-2', name: '0a1b2c3d' });
    const { code, stderr } = await exo('deployment delete -f 0a1b2c3d');
    expect({ code, changes: changes() }).toEqual({ code: 5, changes: [] });
    expect(stderr).toContain(
      '"0a1b2c3d" is ambiguous: 2 deployments have that name, or an ID that begins with it',
    );
  });

  test('models and API keys have beginnings too', async () => {
    const { exo, sandbox } = bench();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', modelName: 'a/b' });
    const model = sandbox.models('at-vie-2').find(({ name }) => name === 'a/b');
    expect((await exo(`model show ${model?.id.slice(0, 8)} -z at-vie-2 -O text`)).stdout).toContain('a/b');
    const { id } = JSON.parse((await exo('api-key create ci --scope public -O json')).stdout);
    expect((await exo(`api-key show ${id.slice(0, 8)} -O text`)).stdout).toContain('ci');
  });
});
