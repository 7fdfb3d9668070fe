import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../../helpers/run.js';

const CREATE = (...words: string[]) => [
  ...['deployment', 'create', 'my-app', '--gpu-count', '1', '-z', 'at-vie-2'],
  ...words,
];
const MODEL = ['--model-name', 'mistralai/Mistral-7B-Instruct-v0.3'];

describe('a creation that the service refuses names the command to look with', () => {
  test.each([
    [
      ['--model-name', 'no/vllm', '--gpu-type', 'gpua5000'],
      'model list -z at-vie-2\n      or download it: exo-di model create no/vllm --if-not-exists -z at-vie-2',
    ],
    [[...MODEL, '--gpu-type', 'gpu99'], 'exo-di deployment instance-type -z at-vie-2'],
    [
      [...MODEL, '--gpu-type', 'gpua5000', '--inference-engine-params', '--max-model-lens=1'],
      'exo-di deployment create --inference-engine-parameter-help -z at-vie-2',
    ],
  ])('%j', async (words, hint) => {
    const { code, stderr } = await bench().exo(CREATE(...words, '--no-preflight'));
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });

  test('a GPU type that is not authorized', async () => {
    const { exo, sandbox } = bench();
    sandbox.failNext('POST /ai/deployment=403');
    const { code, stderr } = await exo(CREATE(...MODEL, '--gpu-type', 'gpua5000'));
    expect(code).toBe(6);
    expect(stderr).toContain('exo-di deployment instance-type -z at-vie-2');
  });

  test('a quota: how many replicas fit, or that none does', async () => {
    const some = await bench({ quotas: { gpua5000: 2 } }).exo(
      CREATE(...MODEL, '--gpu-type', 'gpua5000', '--replicas', '3'),
    );
    expect(some.stderr).toContain('hint: 2 replicas fit (--replicas 2): exo-di deployment create my-app');
    const none = await bench({ quotas: { gpua5000: 0 } }).exo(CREATE(...MODEL, '--gpu-type', 'gpua5000'));
    expect(none.stderr).toContain('hint: not one replica of 1 GPU fits\n');
  });

  test('a failed creation: the hint says that it may be left in state error with its GPUs', async () => {
    const { exo } = bench({ fail: ['POST /ai/deployment=operation-failure'] });
    const { code, stderr } = await exo(CREATE(...MODEL, '--gpu-type', 'gpua5000'));
    expect(code).toBe(7);
    expect(stderr).toContain('it may be left in state error, where its GPUs still count');
    expect(stderr).toContain('exo-di deployment delete my-app -z at-vie-2');
  });
});

describe('a change while another is under way', () => {
  test.each([
    ['scale my-app 3', 3],
    ['update my-app --inference-engine-params --max-model-len=1024', 2],
  ])('%s: the hint is the command to wait', async (words) => {
    const { exo } = withMyApp();
    await exo('deployment scale my-app 2 -z at-vie-2 --no-wait');
    const { code, stderr } = await exo(`deployment ${words} -z at-vie-2`);
    expect(code).toBe(5);
    expect(stderr).toContain('exo-di deployment wait my-app --for ready -z at-vie-2\n');
    expect(stderr).toContain('then run the same command again');
  });

  test('a scaling to zero is waited for with --for stopped, because it never gets ready', async () => {
    const { exo } = withMyApp({}, { fail: ['POST /ai/deployment/{id}/scale=operation-stuck'] });
    await exo('deployment scale my-app 0 -z at-vie-2 --no-wait');
    const { code, stderr } = await exo('deployment scale my-app 1 -z at-vie-2');
    expect(code).toBe(5);
    expect(stderr).toContain('exo-di deployment wait my-app --for stopped -z at-vie-2\n');
  });

  test.each([
    [0, 'stopped'],
    [3, 'ready'],
  ])(
    'to %i whose answer was lost and whose time is up: the hint is the right command to wait',
    async (size, state) => {
      const { exo, sandbox, id } = withMyApp({}, { fail: ['POST /ai/deployment/{id}/scale=reset-after'] });
      sandbox.override(id, { state: 'scaling' });
      const { code, stderr } = await exo(`deployment scale my-app ${size} -z at-vie-2 --wait-timeout 1s`);
      expect(code).toBe(8);
      expect(stderr).toContain(`wait again with: exo-di deployment wait my-app --for ${state} -z at-vie-2\n`);
    },
  );

  test.each([
    [0, 'stopped', 1],
    [3, 'ready', 0],
  ])(
    'to %i, called done, while the deployment goes on scaling: the hint is --for %s, though it shows %i replicas',
    async (size, state, replicas) => {
      const { exo, sandbox, id } = withMyApp();
      sandbox.override(id, { state: 'scaling', replicas });
      const { code, stderr } = await exo(`deployment scale my-app ${size} -z at-vie-2 --wait-timeout 10m`);
      expect(code).toBe(8);
      expect(stderr).toContain(`wait again with: exo-di deployment wait my-app --for ${state} -z at-vie-2\n`);
    },
  );

  test('a scaling to the present size is not described as from 2 to 2', async () => {
    const { exo, sandbox, id } = withMyApp({ replicas: 2 });
    sandbox.override(id, { state: 'scaling' });
    const { stderr } = await exo('deployment scale my-app 2 -z at-vie-2 --no-wait');
    expect(stderr).toContain('Scaling my-app in at-vie-2 to 2 replicas');
  });
});

test('another GPU count: the printed command has the requested size', async () => {
  const { exo } = withMyApp();
  const two = await exo('deployment scale my-app 2 --gpu-count 2 -z at-vie-2');
  expect(two.stderr).toContain('--gpu-count 2 --replicas 2');
  const zero = await exo('deployment scale my-app 0 --gpu-count 2 -z at-vie-2');
  expect(zero.stderr).toContain('--gpu-count 2 --replicas 1');
});

describe('deployment scale of many', () => {
  test('beyond the quota: names those that take GPUs, and the size that fits if there is only one', async () => {
    const { exo, sandbox } = bench({ quotas: { gpua5000: 5 } });
    for (const name of ['a', 'b']) sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
    const both = await exo('deployment scale a=4 b=3 -z at-vie-2');
    expect(both.stderr).toContain('gpua5000 is taken by: a (1 → 4, 3 GPUs more), b (1 → 3, 2 GPUs more)');
    const one = await exo('deployment scale a=9 b=0 -z at-vie-2');
    expect(one.stderr).toContain(
      'a (1 → 9, 8 GPUs more); the largest size that fits is 5\n      exo-di deployment scale a=5 b=0 -z at-vie-2\n',
    );
    expect((await exo('deployment scale a=5 b=0 -z at-vie-2')).code).toBe(0);
  });

  test('--no-wait -O json has every operation, including those that were waited for', async () => {
    const { exo, sandbox } = bench({ quotas: { gpua5000: 3 } });
    sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 3 });
    sandbox.place({ zone: 'at-vie-2', name: 'b', replicas: 0 });
    const { stdout } = await exo('deployment scale a=1 b=2 -z at-vie-2 --no-wait -O json');
    expect(JSON.parse(stdout)).toMatchObject([{ state: 'success' }, { state: 'pending' }]);
  });

  test('--all --dry-run with nothing to do says so for each deployment', async () => {
    const { exo, sandbox } = bench();
    for (const name of ['a', 'b']) sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
    const { stdout } = await exo('deployment scale --all 1 -z at-vie-2 --dry-run');
    expect(stdout).toBe('a in at-vie-2: already has 1 replica\nb in at-vie-2: already has 1 replica\n');
    expect(JSON.parse((await exo('deployment scale --all 1 -z at-vie-2 --dry-run -O json')).stdout)).toEqual(
      [],
    );
  });
});

describe('a printed command to go on has the flags of the run', () => {
  const LATER = '--no-preflight --wait-timeout 1m30s';
  const M = '--model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1';
  test.each([
    [
      `deployment create new ${M} --if-not-exists ${LATER} -z at-vie-2`,
      `deployment create new ${M} --replicas 1 -z at-vie-2 --if-not-exists ${LATER} --again`,
    ],
    [
      `deployment clone my-app new --replace -f --if-not-exists ${LATER} -z at-vie-2`,
      `deployment clone my-app new --replace --if-not-exists ${LATER} -z at-vie-2 -f --again`,
    ],
    [
      'model create Qwen/Qwen3-0.6B --if-not-exists --wait-timeout -1s -z at-vie-2',
      'model create Qwen/Qwen3-0.6B --if-not-exists --wait-timeout -1s -z at-vie-2 --again',
    ],
    [
      'api-key create ci --scope public --if-not-exists',
      'api-key create ci --scope public --if-not-exists --again',
    ],
  ])('%s', async (line, again) => {
    const { exo, sandbox } = withMyApp({}, { assumptions: { visibleAfterMs: 1e9 } });
    sandbox.failNext('POST /ai/deployment=reset-after');
    sandbox.failNext('POST /ai/model=reset-after');
    sandbox.failNext('POST /ai/api-key=reset-after');
    expect(await exo(line)).toMatchObject({ code: 9, stderr: expect.stringContaining(`exo-di ${again}\n`) });
  });

  test('a printed command adds -f to the given flags', async () => {
    const { exo } = withMyApp();
    const all = await exo('deployment scale --all 0 --no-preflight --no-wait -z at-vie-2');
    expect(all.stderr).toContain('exo-di deployment scale --all 0 -z at-vie-2 --no-preflight --no-wait -f\n');
    const one = await exo('deployment delete my-app --wait-timeout 5m -z at-vie-2');
    expect(one.stderr).toContain('exo-di deployment delete my-app -z at-vie-2 --wait-timeout 5m -f\n');
  });
});
