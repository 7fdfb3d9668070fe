import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

function used() {
  const made = bench({ quotas: { gpua5000: 4, gpu3: -1, instance: 20 } });
  made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', gpuCount: 2, replicas: 2 });
  return made;
}

describe('limits gpu', () => {
  test('GPU families only, sorted, with -1 for no limit', async () => {
    const { code, stdout, stderr } = await used().exo('limits gpu -z at-vie-2 -O json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      `[${[
        '{"resource":"gpu2","used":0,"max":0}',
        '{"resource":"gpu3","used":0,"max":-1}',
        '{"resource":"gpu3080ti","used":0,"max":8}',
        '{"resource":"gpua30","used":0,"max":0}',
        '{"resource":"gpua5000","used":4,"max":4}',
        '{"resource":"gpurtx6000pro","used":0,"max":4}',
      ].join(',')}]\n`,
    );
  });

  test('-O text, a template, and the table, where -1 is a word', async () => {
    const { exo } = used();
    expect((await exo('limits gpu -z at-vie-2 -O text')).stdout).toContain('gpua5000\t4\t4\n');
    const template = ['limits', 'gpu', '-z', 'at-vie-2', '--output-template', '{{.Resource}}={{.Max}}'];
    expect((await exo(template)).stdout).toContain('gpu3=-1\n');
    const table = (await exo('limits gpu -z at-vie-2')).stdout;
    expect(table).toMatch(/│ Resource +│ +Used │ +Max │/);
    expect(table).toMatch(/│ gpu3 +│ +0 │ unlimited │/);
  });

  test('without a zone the built-in one is asked, and named', async () => {
    const { exo, sandbox } = used();
    const { code, stderr } = await exo('limits gpu');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v2/zone', '/ch-dk-2/v2/quota']);
  });

  test('no entry at all: [] in JSON', async () => {
    const families = ['gpu2', 'gpu3', 'gpua30', 'gpu3080ti', 'gpua5000', 'gpurtx6000pro'];
    const { exo } = bench({ quotas: Object.fromEntries(families.map((family) => [family, null])) });
    const { code, stdout, stderr } = await exo('limits gpu -z at-vie-2 -O json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
    expect(stderr).toBe('The service tells no GPU quota.\n');
  });

  test.each([
    ['a wrong secret is exit 3', { EXOSCALE_API_SECRET: 'wrong' }, 3],
    ['half of the credentials is exit 3', { EXOSCALE_API_SECRET: '' }, 3],
  ])('%s', async (_, env, code) => {
    expect((await used().exo('limits gpu -z at-vie-2', { env })).code).toBe(code);
  });

  test('an argument is exit 2, and nothing is sent', async () => {
    const { exo, sandbox } = used();
    expect((await exo('limits gpu gpua5000')).code).toBe(2);
    expect(sandbox.requests).toEqual([]);
  });
});
