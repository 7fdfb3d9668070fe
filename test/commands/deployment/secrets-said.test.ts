import { expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';

/* Engine parameters may hold secrets. What is said of them goes into the logs of jobs; `show`, which is asked for them, has them. */

const TOKEN = 'hf_abcdefghijk';
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
])('%s: no secret', async (_, line, fault) => {
  const { exo, sandbox, write } = desk();
  sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  if (fault.includes('reset')) sandbox.failNext(fault);
  write(deployment('my-app', 1, [`inference-engine-params: [--hf-token=${TOKEN}]`]));
  const { stdout, stderr } = await exo(line, { unheard: true });
  expect(stdout + stderr).not.toContain(TOKEN);
  expect(stdout + stderr).toContain('hf-token');
});
