import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

function one() {
  const made = bench();
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  return { ...made, id };
}

describe('deployment reveal-api-key', () => {
  test('in every format, by name and by ID', async () => {
    const { exo, id } = one();
    const json = (await exo(`deployment reveal-api-key ${id} -z at-vie-2 -O json`)).stdout;
    const document: unknown = JSON.parse(json);
    expect(document).toEqual({ api_key: expect.stringMatching(/./) });
    const key = json.slice('{"api_key":"'.length, -'"}\n'.length);
    const text = await exo('deployment reveal-api-key my-app -z at-vie-2 -O text');
    expect(text).toEqual({ code: 0, stdout: `${key}\n`, stderr: '' });
    const quiet = await exo('deployment reveal-api-key my-app -z at-vie-2 -Q --output-template {{.APIKey}}');
    expect(quiet).toEqual({ code: 0, stdout: `${key}\n`, stderr: '' });
    expect((await exo('deployment reveal-api-key my-app -z at-vie-2')).stdout).toMatch(
      `| API Key | ${key} |`,
    );
  });

  test('without a zone its zone is named', async () => {
    const { stderr } = await one().exo('deployment reveal-api-key my-app -O text');
    expect(stderr).toBe('Found my-app in at-vie-2.\n');
  });

  test('a name that does not exist is exit 4', async () => {
    expect((await one().exo('deployment reveal-api-key nobody -z at-vie-2')).code).toBe(4);
  });

  test('an ID that does not exist is exit 4, and the error names the request', async () => {
    const { code, stderr } = await one().exo(
      'deployment reveal-api-key 00000000-0000-4000-8000-0000000000ff -z at-vie-2',
    );
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: could not reveal the API key of deployment 00000000-/);
  });

  test.each(['reveal-api-key my-app', 'env my-app', 'check my-app', 'chat my-app hi', 'bench my-app -f'])(
    '%s, which the role of the key forbids: exit 3, and the zone is named once',
    async (line) => {
      const { exo, sandbox } = bench({ fail: ['GET /ai/deployment/{id}/api-key=403:policy x*'] });
      sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
      const { code, stderr } = await exo(`deployment ${line} -z at-vie-2`);
      expect(code).toBe(3);
      expect(stderr).toContain(
        'error: could not reveal the API key of deployment my-app in at-vie-2: Forbidden by role policy',
      );
    },
  );

  test('without NAME exit 2, before any request', async () => {
    const { exo, sandbox } = one();
    const { code, stderr } = await exo('deployment reveal-api-key');
    expect(code).toBe(2);
    expect(stderr).toContain('error: NAME is required\n');
    expect(sandbox.requests).toEqual([]);
  });
});
