import { describe, expect, test } from 'vitest';
import { withMyApp } from '../../helpers/run.js';
import { relisted } from '../../helpers/service.js';

function one() {
  const made = withMyApp({ gpuCount: 2 });
  const { id } = made;
  made.sandbox.place({ zone: 'at-vie-2', name: 'taken' });
  const now = () => made.sandbox.deployments('at-vie-2').find((deployment) => deployment.id === id);
  const update = (words: string[], given = {}) =>
    made.exo(['deployment', 'update', 'my-app', '-z', 'at-vie-2', ...words], given);
  return { ...made, now, update };
}

const PARAMETERS = ['--inference-engine-params', '--max-model-len=8192 --dtype half'];

describe('deployment update', () => {
  test('says what changes, from which value to which, and that it is done', async () => {
    const { update, now, changes, id } = one();
    const { code, stdout, stderr } = await update([
      ...['--name', 'chat', ...PARAMETERS],
      ...['--inference-engine-version', '0.24.0'],
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment updated.\n' });
    expect(stderr).toBe(
      [
        'Updating deployment my-app in at-vie-2:',
        '  name: my-app → chat',
        '  inference engine parameters: (none) → --max-model-len=8192 --dtype half',
        '  inference engine version: 0.25.1 → 0.24.0',
        '',
      ].join('\n'),
    );
    expect(now()).toMatchObject({
      name: 'chat',
      'inference-engine-parameters': ['--max-model-len=8192', '--dtype', 'half'],
      'inference-engine-version': '0.24.0',
    });
    expect(changes()).toEqual([`PATCH /at-vie-2/v2/ai/deployment/${id}`]);
  });

  test('an empty text clears the parameters', async () => {
    const { update, now } = one();
    await update(PARAMETERS);
    const { stderr } = await update(['--inference-engine-params', '']);
    expect(stderr).toContain('inference engine parameters: --max-model-len=8192 --dtype half → (none)');
    expect(now()?.['inference-engine-parameters'] ?? []).toEqual([]);
  });

  test('-O json prints the deployment as it is now, and nothing else', async () => {
    const { update } = one();
    const { stdout } = await update(['--name', 'chat', '-O', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'chat', zone: 'at-vie-2', total_gpus: 2 });
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  test('-O text prints the row, -Q nothing', async () => {
    const { update, exo, id } = one();
    expect((await update(['--name', 'chat', '-O', 'text'])).stdout).toMatch(`${id}\tchat\tready\t`);
    expect(await exo('deployment update chat --name talk -z at-vie-2 -Q')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('values that are already set are reported and not sent', async () => {
    const { update } = one();
    const { stderr, stdout } = await update(['--name', 'my-app', ...PARAMETERS, '--dry-run']);
    expect(stderr).toContain('Already as asked: name: my-app\n');
    expect(stderr).toContain('Would change deployment my-app in at-vie-2:\n');
    expect(stdout).not.toContain('"name"');
  });

  test.each([
    [['--name', 'my-app']],
    [['--inference-engine-version', '0.25.1']],
    [['--inference-engine-params', '']],
    [['--gpu-count', '2']],
  ])('%j changes nothing: nothing is sent, exit 0', async (words) => {
    const { update, changes } = one();
    const { code, stdout, stderr } = await update(words);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment updated.\n' });
    expect(stderr).toContain('Deployment my-app in at-vie-2 has nothing to change; nothing was sent.');
    expect(changes()).toEqual([]);
  });

  test('a dry run without a change does not claim an update', async () => {
    expect(await one().update(['--name', 'my-app', '--dry-run'])).toMatchObject({ code: 0, stdout: '' });
  });

  test('without a change -O json prints the deployment as it is', async () => {
    const { update } = one();
    const { code, stdout } = await update(['--name', 'my-app', '-O', 'json']);
    expect({ code, name: JSON.parse(stdout).name }).toEqual({ code: 0, name: 'my-app' });
  });

  test('--dry-run shows the request and sends nothing', async () => {
    const { update, changes, id } = one();
    const { code, stdout } = await update([...PARAMETERS, '--dry-run', '-O', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      method: 'PATCH',
      path: `/ai/deployment/${id}`,
      zone: 'at-vie-2',
      body: { 'inference-engine-parameters': ['--max-model-len=8192', '--dtype', 'half'] },
    });
    expect(changes()).toEqual([]);
  });

  test('--no-wait prints the operation', async () => {
    const { update } = one();
    const { code, stdout } = await update(['--name', 'chat', '--no-wait', '-O', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ zone: 'at-vie-2', state: 'pending' });
  });

  test('another GPU count is refused with the command that makes a new deployment', async () => {
    const { update, changes } = one();
    const { code, stderr } = await update(['--gpu-count', '4', '--name', 'chat']);
    expect(code).toBe(2);
    expect(stderr).toContain('--gpu-count cannot change the 2 GPUs of deployment my-app in at-vie-2 to 4');
    expect(stderr).toContain('exo-di deployment create my-app-4gpu --model-name');
    expect(changes()).toEqual([]);
  });

  test('a name that is taken is exit 5', async () => {
    const { update, changes } = one();
    const { code, stderr } = await update(['--name', 'taken']);
    expect(code).toBe(5);
    expect(stderr).toBe(
      'error: deployment my-app cannot be renamed: there is a deployment taken in at-vie-2 already; nothing was sent\n' +
        'hint: see it with: exo-di deployment show taken -z at-vie-2\n',
    );
    expect(changes()).toEqual([]);
  });

  test('so is one of a deployment that was just created, and that no list shows yet', async () => {
    const { exo, intercept, sandbox } = withMyApp();
    intercept(relisted((all) => all.filter(({ name }) => name !== 'new')));
    const create = 'deployment create new --model-name mistralai/Mistral-7B-Instruct-v0.3';
    expect((await exo(`${create} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`)).code).toBe(0);
    const { code, stderr } = await exo('deployment update my-app --name new -z at-vie-2');
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('cannot be renamed: there is a deployment new in at-vie-2 already');
    expect(sandbox.deployments().map(({ name }) => name)).toEqual(['my-app', 'new']);
  });

  test('without a flag that changes something: exit 2, before any request', async () => {
    const { update, sandbox } = one();
    const { code, stderr } = await update([]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'error: nothing to change: give at least one of --name, --inference-engine-params, --inference-engine-version\n',
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('all wrong values are reported at once, before any request', async () => {
    const { update, sandbox } = one();
    const { code, stderr } = await update([
      ...['--name', ' ', '--gpu-count', '9', '--inference-engine-params', '--x "'],
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--name must not be empty; .*single|double/);
    expect(stderr).toContain('--gpu-count must be a whole number from 1 to 8, not "9"');
    expect(sandbox.requests).toEqual([]);
  });

  test('a value that the service refuses is reported with its flag, exit 2', async () => {
    const { update, now } = one();
    const { code, stderr } = await update(['--inference-engine-params', '--foo-bar=1', '--no-preflight']);
    expect(code).toBe(2);
    expect(stderr).toContain("Parameter 'foo-bar' is not allowed for vLLM 0.25.1");
    expect(stderr).toContain(
      'hint: see which parameters there are: exo-di deployment create --inference-engine-parameter-help -z at-vie-2\n',
    );
    expect(now()?.['inference-engine-parameters'] ?? []).toEqual([]);
  });

  test('a name that does not exist is exit 4', async () => {
    const { exo, changes } = one();
    expect((await exo('deployment update nobody --name x -z at-vie-2')).code).toBe(4);
    expect(changes()).toEqual([]);
  });

  test('without a zone all zones are searched, and the new name is checked in the zone of the deployment', async () => {
    const { exo } = one();
    const { code, stderr } = await exo('deployment update my-app --name taken');
    expect(code).toBe(5);
    expect(stderr).toContain('Found my-app in at-vie-2.');
  });

  test('succeeds despite a lost answer, because the change was accepted', async () => {
    const { update, sandbox, now } = one();
    sandbox.failNext('PATCH /ai/deployment/{id}=503-after');
    const { code } = await update(['--name', 'chat']);
    expect({ code, name: now()?.name }).toEqual({ code: 0, name: 'chat' });
  });

  test.each(['--no-wait', '--wait-timeout=1s'])(
    'a new name, %s and a lost answer: the next command names the ID, which does not change',
    async (flag) => {
      const { update, sandbox, id } = one();
      sandbox.failNext('PATCH /ai/deployment/{id}=503-after');
      const { stderr } = await update(['--name', 'chat', flag]);
      expect(stderr).toMatch(new RegExp(`exo-di deployment (show|wait) ${id} `));
      expect(stderr).not.toMatch(/exo-di deployment \w+ my-app/);
    },
  );
});
