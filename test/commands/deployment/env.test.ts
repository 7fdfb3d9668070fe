import { describe, expect, test } from 'vitest';
import { deploymentKey } from '../../../src/sandbox/api-keys.js';
import { bench, type RunOptions, withMyApp } from '../../helpers/run.js';

const Z = '-z at-vie-2';
const MODEL = 'mistralai/Mistral-7B-Instruct-v0.3';

/** A bench with a deployment. */
function placed(more: { replicas?: number; name?: string; modelName?: string } = {}) {
  const { exo, sandbox, id } = withMyApp(more);
  const url = `http://127.0.0.1:8787/inference/at-vie-2/${id}/v1`;
  return { exo, sandbox, id, url, key: deploymentKey(id) };
}

describe('deployment env', () => {
  test('prints the variables for eval', async () => {
    const { exo, url, key } = placed();
    expect(await exo(`deployment env my-app ${Z}`)).toEqual({
      code: 0,
      stdout: `export OPENAI_BASE_URL=${url}\nexport OPENAI_API_KEY=${key}\nexport OPENAI_MODEL=${MODEL}\n`,
      stderr: '',
    });
  });

  test('as JSON, text or a template', async () => {
    const { exo, url, key } = placed();
    expect(JSON.parse((await exo(`deployment env my-app ${Z} -O json`)).stdout)).toEqual({
      OPENAI_BASE_URL: url,
      OPENAI_API_KEY: key,
      OPENAI_MODEL: MODEL,
    });
    const template = ['deployment', 'env', 'my-app', '--output-template', '{{.Model}} {{.BaseURL}}'];
    expect((await exo(template)).stdout).toBe(`${MODEL} ${url}\n`);
  });

  test('a terminal needs --show-secret, and nothing is sent before', async () => {
    const { exo, sandbox, key } = placed();
    const refused = await exo(`deployment env my-app ${Z}`, { terminal: true });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('eval "$(exo-di deployment env my-app -z at-vie-2)"');
    expect(sandbox.requests).toEqual([]);
    const shown = await exo(`deployment env my-app ${Z} --show-secret`, { terminal: true });
    expect(shown.stdout).toContain(key);
  });

  test.each(['sh', 'fish', 'powershell', 'dotenv', 'github'])('--shell %s', async (shell) => {
    const { exo, key } = placed();
    const { code, stdout } = await exo(`deployment env my-app ${Z} --shell ${shell.toUpperCase()}`);
    expect(code).toBe(0);
    expect(stdout).toContain(key);
    expect(stdout.startsWith("printf '%s\\n' ::add-mask::")).toBe(shell === 'github');
  });

  test.each(['bash', 'Zsh'])('--shell %s is sh', async (shell) => {
    const { exo } = placed();
    const { stdout } = await exo(`deployment env my-app ${Z} --shell ${shell}`);
    expect(stdout).toBe((await exo(`deployment env my-app ${Z} --shell sh`)).stdout);
  });

  test('OPENAI_MODEL is the name under which the deployment serves its model', async () => {
    const { exo, sandbox } = bench();
    await exo([
      ...`deployment create my-app --model-name ${MODEL} --gpu-type gpua5000 --gpu-count 1 ${Z}`.split(' '),
      '--inference-engine-params',
      '--served-model-name=short',
    ]);
    expect((await exo(`deployment env my-app ${Z}`)).stdout).toContain('OPENAI_MODEL=short\n');
    expect((await exo(`deployment env my-app ${Z} --model other`)).code).toBe(4);
    expect(sandbox.pendingFaults).toBe(0);
  });

  test.each<[string, (world: ReturnType<typeof placed>) => void, string]>([
    ['at zero replicas', () => {}, 'does not say which model it serves'],
    [
      'refusing the key',
      ({ sandbox }) => sandbox.failNext('GET /v1/models=401'),
      'does not say which model it serves',
    ],
  ])('%s: the model’s name is the listed one, with a warning', async (what, before, warning) => {
    const world = placed(what === 'at zero replicas' ? { replicas: 0 } : {});
    before(world);
    const { code, stdout, stderr } = await world.exo(`deployment env my-app ${Z}`);
    expect(code).toBe(0);
    expect(stdout).toContain(`OPENAI_BASE_URL=${world.url}\n`);
    expect(stdout).toContain(`OPENAI_MODEL=${MODEL}\n`);
    expect(stderr).toContain(`warning: deployment my-app in at-vie-2 ${warning}`);
    expect(stderr).not.toContain(world.key);
  });

  test('with both flags given, the deployment is not asked', async () => {
    const { exo, sandbox } = placed({ replicas: 0 });
    const line = `deployment env my-app ${Z} --base-url https://b.example/v1 --model m`;
    const { stdout, stderr } = await exo(line);
    expect(stdout).toMatch(/=https:\/\/b\.example\/v1\n.*\n.*=m\n$/);
    expect(stderr).toBe('');
    expect(sandbox.requests.some(({ path }) => path.endsWith('/models'))).toBe(false);
  });

  test.each<[string, string, RunOptions?]>([
    ['--shell csh', '--shell must be one of sh, fish, powershell, dotenv, github, not "csh"'],
    ['--shell sh -O json', '--shell is a format of its own'],
    ['--base-url ftp://x', '--base-url: a URL of an endpoint starts with https://'],
  ])('%s is refused before anything is sent', async (flags, message) => {
    const { exo, sandbox } = placed();
    const { code, stderr } = await exo(`deployment env my-app ${flags}`);
    expect({ code, requests: sandbox.requests }).toEqual({ code: 2, requests: [] });
    expect(stderr).toContain(message);
  });

  test.each([
    ['a\nb', '--shell sh', 'the name of its model is empty, or has hidden characters'],
    ['\u009b31m', '--shell fish', 'the name of its model is empty, or has hidden characters'],
    [`it's $x "`, '--shell dotenv', 'OPENAI_MODEL has quotes and signs in it'],
  ])('a model named %j cannot be written: %s', async (modelName, flags, message) => {
    const { exo } = placed({ modelName });
    const { code, stdout, stderr } = await exo(`deployment env my-app ${Z} ${flags}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('--model NAME');
  });

  test('a --model that cannot be written for the shell is a usage error', async () => {
    const { code, stdout, stderr } = await placed().exo([
      ...['deployment', 'env', 'my-app', '-z', 'at-vie-2', '--shell', 'dotenv', '--model', `it's $x "`],
      ...['--base-url', 'http://127.0.0.1:9/v1'],
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      '--model cannot be written for this shell: OPENAI_MODEL has quotes and signs in it',
    );
  });
});

describe('deployment snippet', () => {
  test('can be pasted, and refers to the key instead of containing it', async () => {
    const { exo, url, key } = placed();
    const { code, stdout, stderr } = await exo(`deployment snippet my-app --for curl ${Z}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`curl -sS --fail-with-body ${url}/chat/completions`);
    expect(stdout).toContain('$(exo-di deployment reveal-api-key my-app -z at-vie-2 -O text)');
    expect(stdout + stderr).not.toContain(key);
  });

  test('as JSON', async () => {
    const { exo } = placed();
    const { stdout } = await exo(`deployment snippet my-app --for Python ${Z} -O json`);
    expect(JSON.parse(stdout)).toMatchObject({ for: 'python', snippet: expect.stringContaining('urllib') });
  });

  test('does not contain a name that could end a comment', async () => {
    const { exo, id } = placed({ name: 'a\nimport evil\u2028' });
    const { stdout } = await exo(`deployment snippet ${id} --for node ${Z}`);
    expect(stdout).toContain(`reveal-api-key ${id} -z at-vie-2`);
    expect(stdout).not.toContain('evil');
  });

  test.each([
    ['', '--for is required: curl, python, node, litellm, langchain, open-webui, continue'],
    ['--for perl', '--for must be one of curl, python, node'],
  ])('%j is refused before anything is sent', async (flags, message) => {
    const { exo, sandbox } = placed();
    const { code, stderr } = await exo(`deployment snippet my-app ${flags}`);
    expect({ code, requests: sandbox.requests }).toEqual({ code: 2, requests: [] });
    expect(stderr).toContain(message);
  });
});
