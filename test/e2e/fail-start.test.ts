import { expect, test } from 'vitest';
import { begin, perform } from '../helpers/perform.js';

const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1';

test('an engine that does not start: create says why, explain agrees, and the printed command repairs it', async () => {
  const sandbox = begin('sandbox start --port 0 --speed 10000 --fail-start kv'.split(' '), undefined);
  try {
    const origin = await sandbox.says(/http:\/\/127\.0\.0\.1:\d+/);
    const service = {
      endpoint: `${origin}/v2`,
      key: 'EXOsandbox',
      secret: 'sandbox-secret-opens-nothing-else',
    };
    const exo = (words: readonly string[]) => perform(words, service);
    const created = await exo([...CREATE.split(' '), '-z', 'at-vie-2']);
    expect(created.code).toBe(7);
    expect(created.stderr).toMatch(/^cause {5}KV cache does not fit: 5\.62 GiB needed for 40,960 tokens/m);
    const [, fix = ''] = /^fix {7}exo-di (.*)$/m.exec(created.stderr) ?? [];
    const explained = await exo(['deployment', 'explain', 'my-app', '-z', 'at-vie-2']);
    expect(explained.code).toBe(7);
    expect(explained.stdout).toContain(`fix       exo-di ${fix}\n`);
    expect(await exo(fix.split(' '))).toMatchObject({ code: 0 });
  } finally {
    sandbox.kill('SIGTERM');
    await sandbox.outcome;
  }
});

test('sandbox start warns of a fault that can never strike, and of a quota of no GPU type', async () => {
  const faults = ['--fail', 'POST /ai/deployments=503', '--fail', 'POST /ai/deployment=503'];
  const sandbox = begin(
    ['sandbox', 'start', '--port', '0', ...faults, '--quota', 'a5000=4', 'gpu3=1'],
    undefined,
  );
  await sandbox.says(/Ctrl-C ends it/);
  sandbox.kill('SIGTERM');
  const { stderr } = await sandbox.outcome;
  expect(stderr.match(/^warning: .*$/gm)).toEqual([
    "warning: --fail 'POST /ai/deployments=503' strikes nothing: the sandbox has no such method, path or zone",
    'warning: --quota a5000 limits nothing: no zone has such a GPU type; did you mean gpua5000?',
  ]);
});
