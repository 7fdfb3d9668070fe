import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../../helpers/run.js';
import { retold } from '../../helpers/service.js';

function used() {
  const made = withMyApp(
    { gpuCount: 2, replicas: 2 },
    { quotas: { gpua5000: 4, gpu3: -1, instance: 20, gpu: 2, 'new-thing': 1 } },
  );
  return made;
}

describe('limits gpu', () => {
  test('GPU families only, sorted, with -1 for no limit', async () => {
    const { code, stdout, stderr } = await used().exo('limits gpu -z at-vie-2 -O json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      `[${[
        '{"resource":"GPU - 3080 Ti","used":0,"max":8,"family":"gpu3080ti"}',
        '{"resource":"GPU - A30","used":0,"max":0,"family":"gpua30"}',
        '{"resource":"GPU - A5000","used":4,"max":4,"family":"gpua5000"}',
        '{"resource":"GPU - GPU2","used":0,"max":0,"family":"gpu2"}',
        '{"resource":"GPU - GPU3","used":0,"max":-1,"family":"gpu3"}',
        '{"resource":"GPU - RTX 6000 Pro","used":0,"max":4,"family":"gpurtx6000pro"}',
      ].join(',')}]\n`,
    );
  });

  test('-O text, a template, and the table, where -1 is a word', async () => {
    const { exo } = used();
    expect((await exo('limits gpu -z at-vie-2 -O text')).stdout).toContain('GPU - A5000\t4\t4\n');
    const template = [
      ...'limits gpu -z at-vie-2 --output-template'.split(' '),
      '{{.Resource}}={{.Max}} {{.Family}}',
    ];
    expect((await exo(template)).stdout).toContain('GPU - GPU3=-1 gpu3\n');
    const table = (await exo('limits gpu -z at-vie-2')).stdout;
    expect(table).toMatch(/\| Resource +\| +Used \| +Max \| Family +\|/);
    expect(table).toMatch(/\| GPU - GPU3 +\| +0 \| unlimited \| gpu3 +\|/);
  });

  test('without a zone the built-in one is asked, without a message: quotas are the same in all zones', async () => {
    const { exo, sandbox } = used();
    expect(await exo('limits gpu')).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v2/zone', '/ch-dk-2/v2/quota']);
  });

  test('a number that the service does not tell is not shown as 0, and not added up', async () => {
    const { exo, intercept } = used();
    const quotas = [
      { resource: 'gpua5000', limit: 8 },
      { resource: 'gpu3', usage: 2 },
    ];
    intercept(retold('/quota', () => JSON.stringify({ quotas })));
    const { stdout, stderr } = await exo('limits gpu');
    expect(stdout).toMatch(/A5000 +\| +unknown \| +8 \|/);
    expect(stdout).toMatch(/GPU3 +\| +2 \| +unknown \|/);
    expect(stderr).toBe('');
    // Nor does the bar look as if nothing were used.
    expect((await exo('limits gpu', { terminal: true })).stdout).toMatch(/A5000 .*unknown .*unknown/);
  });

  test('no entry at all: [] in JSON', async () => {
    const families = ['gpu2', 'gpu3', 'gpua30', 'gpu3080ti', 'gpua5000', 'gpurtx6000pro'];
    const { exo } = bench({ quotas: Object.fromEntries(families.map((family) => [family, null])) });
    const { code, stdout, stderr } = await exo('limits gpu -z at-vie-2 -O json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
    expect(stderr).toBe('The service reports no GPU quotas.\n');
  });

  test.each([
    ['a wrong secret is exit 3', { EXOSCALE_API_SECRET: 'wrong' }, 3],
    ['half of the credentials is exit 3', { EXOSCALE_API_SECRET: '' }, 3],
  ])('%s', async (_, env, code) => {
    expect((await used().exo('limits gpu -z at-vie-2', { env })).code).toBe(code);
  });
});

describe('limits', () => {
  test('every resource, also those without a GPU family', async () => {
    const { code, stdout, stderr } = await used().exo('limits -O text');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'Compute instance GPUs\t0\t2',
      'Compute instances\t0\t20',
      'GPU - 3080 Ti\t0\t8',
      'GPU - A30\t0\t0',
      'GPU - A5000\t4\t4',
      'GPU - GPU2\t0\t0',
      'GPU - GPU3\t0\t-1',
      'GPU - RTX 6000 Pro\t0\t4',
      'new-thing\t0\t1',
      '',
    ]);
  });

  test.each(['limits -z at-vie-2 -O json', '-z at-vie-2 limits -O json', 'limits --zone=at-vie-2 -Ojson'])(
    '%s asks that zone',
    async (line) => {
      const { exo, sandbox } = used();
      const { code, stdout } = await exo(line);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toContainEqual({
        resource: 'Compute instances',
        used: 0,
        max: 20,
        family: '',
      });
      expect(sandbox.requests.at(-1)?.path).toBe('/at-vie-2/v2/quota');
    },
  );

  test('an unknown GPU family is named like the known ones', async () => {
    const { stdout } = await bench({ quotas: { gpuh100: 8 } }).exo('limits gpu -O text');
    expect(stdout).toContain('GPU - H100\t0\t8\n');
  });

  test('limits gpu takes the zone before it too', async () => {
    const { exo, sandbox } = used();
    expect((await exo('limits -z at-vie-2 gpu')).code).toBe(0);
    expect(sandbox.requests.at(-1)?.path).toBe('/at-vie-2/v2/quota');
  });

  test.each(['limits cpu', 'limits gpu gpua5000'])('%s is exit 2, and nothing is sent', async (line) => {
    const { exo, sandbox } = used();
    expect((await exo(line)).code).toBe(2);
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['limits', 'limits gpu', 'api-key list', 'api-key show ci'])(
    '%s: if the zone does not answer, the hint names another one to ask',
    async (line) => {
      const { exo } = bench({ fail: ['GET /quota@ch-dk-2=503 x*', 'GET /ai/api-key@ch-dk-2=503 x*'] });
      const { code, stderr } = await exo(line);
      expect(code).toBe(9);
      expect(stderr).toMatch(
        /^error: could not .* in ch-dk-2: .*\nhint: every zone gives this answer; ask another one with -z ZONE\n {6}see what is reachable with: exo-di doctor\n$/,
      );
    },
  );
});
