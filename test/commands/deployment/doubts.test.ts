import { expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

const create = (model: string, more: readonly string[] = []) => [
  ...['deployment', 'create', 'my-app', '--model-name', model, '--gpu-type', 'gpua5000'],
  ...['-z', 'at-vie-2', ...more],
];
const LARGE = 'Qwen/Qwen2.5-72B-Instruct';

test('a model larger than the memory of its GPUs is created with a warning', async () => {
  const { exo, changes } = bench();
  const { code, stderr } = await exo(create(LARGE, ['--gpu-count', '4']));
  expect(code).toBe(0);
  expect(stderr).toContain(
    `warning: ${LARGE} will probably not fit on 4 GPUs (gpua5000): 131.4 GiB of weights, but room for 82.3 GiB; see: exo-di model fit ${LARGE} --gpu-type gpua5000\n`,
  );
  expect(changes()).toEqual([expect.stringContaining('POST ')]);
});

test.each([
  ['fits', create(LARGE, ['--gpu-count', '8'])],
  ['fits, maybe', create('openai/gpt-oss-20b', ['--gpu-count', '1'])],
  [
    'is made smaller',
    create(LARGE, ['--gpu-count', '4', '--inference-engine-params', '--quantization=bitsandbytes']),
  ],
  ['is not looked at', create(LARGE, ['--gpu-count', '4', '--no-preflight'])],
])('there is no warning if it %s', async (_, line) => {
  const { exo } = bench();
  expect((await exo(line)).stderr).not.toContain('warning');
});
