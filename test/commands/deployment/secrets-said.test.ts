import { describe, expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';
import { json, named } from '../../helpers/service.js';

/*
 * Engine parameters can contain secrets. Messages, which end up in logs of jobs, must not show them; only `show` does.
 */

const TOKEN = 'hf_abcdefghijk';
const GATEWAY = 'opens-the-gateway-of-the-office';
const PARAMETERS = `--hf-token=${TOKEN} --max-model-len=2000`;
const Z = ['-z', 'at-vie-2'];
const CREATE = [
  ...['deployment', 'create', 'new', '--model-name', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ...[
    '--gpu-type',
    'gpua5000',
    '--gpu-count',
    '1',
    '--no-preflight',
    '--inference-engine-params',
    PARAMETERS,
  ],
  ...Z,
];
const UPDATE = ['deployment', 'update', 'my-app', '--inference-engine-params', PARAMETERS, ...Z];

test.each([
  ['a dry run of a creation', [...CREATE, '--dry-run'], 'POST /ai/deployment=200'],
  ['as JSON', [...CREATE, '--dry-run', '-O', 'json'], ''],
  [
    'a creation whose answer is lost, with the command that goes on',
    [...CREATE, '--wait-timeout', '1s'],
    'POST /ai/deployment=reset x*',
  ],
  ['an update, refused', UPDATE, ''],
  ['a dry run of it', [...UPDATE, '--dry-run'], ''],
  ['as JSON', [...UPDATE, '--dry-run', '-O', 'json'], ''],
  ['plan', ['plan', '-f', 'f.yaml'], ''],
  ['plan as JSON', ['plan', '-f', 'f.yaml', '-O', 'json'], ''],
  ['plan as Markdown', ['plan', '-f', 'f.yaml', '--markdown'], ''],
  ['apply, refused', ['apply', '-f', 'f.yaml'], ''],
])('%s: prints no secret', async (_, line, fault) => {
  const { exo, sandbox, write } = desk();
  sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  if (fault.includes('reset')) sandbox.failNext(fault);
  write(deployment('my-app', 1, [`inference-engine-params: [--hf-token=${TOKEN}]`]));
  const { stdout, stderr } = await exo(line, { unheard: true });
  expect(stdout + stderr).not.toContain(TOKEN);
  expect(stdout + stderr).toContain('hf-token');
});

describe('a printed failure of the service repeats no secret that was sent', () => {
  const echoing = () => {
    const made = desk();
    const operation = { id: '00000000-0000-4000-8000-000000000001' };
    const failed = { ...operation, state: 'failure', message: `bad --hf-token=${TOKEN}` };
    made.intercept((request) => {
      if (named(request) === 'GET /operation/*') return json(failed);
      return request.body?.includes(TOKEN) ? json({ ...operation, state: 'pending' }) : undefined;
    });
    return { ...made, exo: (line: readonly string[], given = {}) => made.exo(line, { ...given }) };
  };

  test.each([
    ['create', CREATE],
    ['create as JSON', [...CREATE, '-O', 'json']],
    ['update', [...UPDATE, '--no-preflight']],
    ['apply', ['apply', '-f', 'f.yaml', '--no-preflight']],
    ['apply as JSON, on stdout too', ['apply', '-f', 'f.yaml', '--no-preflight', '-O', 'json']],
    ['model create', ['model', 'create', 'openai/new', ...Z]],
  ])('%s', async (_, line) => {
    const { exo, sandbox, write } = echoing();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    write(deployment('new', 1, [`inference-engine-params: [--hf-token=${TOKEN}]`]));
    const { code, stdout, stderr } = await exo(line, { unheard: true, env: { HF_TOKEN: TOKEN } });
    expect(code).toBe(7);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(stdout + stderr).toContain('bad --hf-token=***');
  });

  test('nor a custom header of the account', async () => {
    const { exo, intercept, files, sandbox } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    files['/e.toml'] =
      `[[accounts]]\nname = "a"\nkey = "EXOa"\nsecret = "b"\n[accounts.customHeaders]\nx-gateway = "${GATEWAY}"\n`;
    intercept((request) => {
      if (!named(request).startsWith('GET /operation/')) return undefined;
      const operation = { id: request.url.split('/').at(-1), state: 'failure' };
      return json({ ...operation, message: `the gateway sent ${request.headers['x-gateway']}` });
    });
    const line = ['deployment', 'scale', 'my-app', '2', ...Z, '-C', '/e.toml', '-A', 'a'];
    const { stdout, stderr } = await exo(line, { unheard: true });
    expect(stderr).toContain('the gateway sent ***');
    expect(stdout + stderr).not.toContain(GATEWAY);
  });

  test('nor a secret that was read from the deployment', async () => {
    const { exo, sandbox } = desk();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    sandbox.override(id, {
      state: 'error',
      'state-details': `bad --hf-token=${TOKEN}`,
      'inference-engine-parameters': [`--hf-token=${TOKEN}`],
    });
    const { stdout } = await exo(['deployment', 'show', 'my-app', ...Z, '-O', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      state_details: 'bad --hf-token=***',
      inference_engine_parameters: `--hf-token=${TOKEN}`,
    });
  });
});

describe('a mask in place of a secret, pasted from a message', () => {
  const MASKED = '--hf-token=*** --max-model-len=2000';

  test.each([
    ['create', CREATE.map((word) => (word === PARAMETERS ? MASKED : word))],
    ['update', UPDATE.map((word) => (word === PARAMETERS ? '--hf-token ***' : word))],
    ['apply', ['apply', '-f', 'f.yaml']],
  ])('%s is refused, and the error says where it is', async (_, line) => {
    const { exo, sandbox, write, changes } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    write(deployment('my-app', 1, ['inference-engine-params: [--hf-token, "***"]']));
    const { code, stderr } = await exo(line);
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain('*** stands for the value of --hf-token: write the value itself');
  });
});
