import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

const NAMES = [
  ...['at-vie-1', 'at-vie-2', 'bg-sof-1', 'ch-dk-2', 'ch-gva-2', 'de-fra-1', 'de-muc-1', 'hr-zag-1'],
];

describe('zone list', () => {
  test.each(['zone list', 'zone ls', 'ai zone list'])('%s -O text: the names, sorted', async (line) => {
    const { code, stdout, stderr } = await bench().exo(`${line} -O text`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${NAMES.join('\n')}\n`, stderr: '' });
  });

  test('-O json, and the table', async () => {
    const { exo } = bench();
    const zones = JSON.parse((await exo('zone list -O json')).stdout);
    expect(zones[1]).toEqual({
      name: 'at-vie-2',
      api_endpoint: 'http://127.0.0.1:8787/at-vie-2/v2',
      sos_endpoint: 'https://sos-at-vie-2.exo.io',
    });
    expect((await exo('zone list')).stdout).toMatch(/\| at-vie-2 +\| http:\/\/127/);
  });

  test('needs no credentials, and asks once, unsigned', async () => {
    const { exo, sandbox } = bench();
    const { code } = await exo('zone list', { env: { EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '' } });
    expect(code).toBe(0);
    expect(sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v2/zone']);
  });

  test('an API that is away is exit 9', async () => {
    const { exo } = bench({ fail: ['GET /zone=503 x*'] });
    const { code, stdout, stderr } = await exo('zone list');
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
    expect(stderr).toContain('could not list zones');
  });
});
