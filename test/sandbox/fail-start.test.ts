import { describe, expect, test } from 'vitest';
import { START_FAILURES, type StartFailure } from '../../src/domain/choices.js';
import { diagnose } from '../../src/domain/failures/diagnosis.js';
import { bench, withMyApp } from '../helpers/run.js';

const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 -z at-vie-2 --gpu-count';

/** The kind that `deployment explain` names for each way to fail. */
const KINDS: Readonly<Record<StartFailure, string>> = {
  kv: 'kv-too-small',
  oom: 'cuda-oom-load',
  heads: 'heads-not-divisible',
  gated: 'gated-403',
  repo: 'repo-not-found',
  arch: 'unknown-arch',
  code: 'trust-remote-code',
  dtype: 'bf16-unsupported',
  quant: 'quant-unsupported',
  nccl: 'nccl-error',
  disk: 'disk-full',
  port: 'port-in-use',
  killed: 'engine-died',
};

describe('a sandbox whose engines do not start', () => {
  test.each(START_FAILURES)('%s: create ends with 7 and says why', async (failStart) => {
    const { exo, sandbox } = bench({ failStart });
    const gpus = failStart === 'heads' ? 3 : 1;
    const { code, stderr } = await exo(`${CREATE} ${gpus}`);
    expect(code).toBe(7);
    expect(sandbox.deployments().map(({ state }) => state)).toEqual(['error']);
    expect(stderr).toMatch(/^error: could not create .*\ncause {5}\S.*\nfix {7}\S.*\nhint: /m);
    const { stdout } = await exo('deployment explain my-app -O json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: KINDS[failStart], state: 'error' });
  });

  test('the logs have the failure’s lines in the engine’s form, and they do not change', async () => {
    const { exo } = bench({ failStart: 'kv' });
    await exo(`${CREATE} 1`);
    const logs = async () => (await exo('deployment logs my-app --tail 100')).stdout;
    const before = await logs();
    expect(before).toContain('(EngineCore pid=81) ERROR 01-01 00:02:');
    expect(before).not.toContain('startup complete');
    await exo(['deployment', 'update', 'my-app', '--inference-engine-params', '--max-model-len=40000']);
    expect((await logs()).startsWith(before)).toBe(true);
    expect(diagnose((await logs()).split('\n'))?.cause).toContain('40,000 tokens');
  });

  test.each<[StartFailure, gpus: number, fix: string]>([
    ['kv', 1, 'deployment update my-app --inference-engine-params --max-model-len=32768 -z at-vie-2'],
    ['code', 1, 'deployment update my-app --inference-engine-params --trust-remote-code -z at-vie-2'],
    ['dtype', 1, 'deployment update my-app --inference-engine-params --dtype=half -z at-vie-2'],
    ['heads', 3, 'deployment clone my-app my-app-4-gpus --gpu-count 4 -z at-vie-2'],
    ['oom', 1, 'deployment clone my-app my-app-2-gpus --gpu-count 2 -z at-vie-2'],
  ])('%s: the printed command repairs it', async (failStart, gpus, fix) => {
    const { exo } = bench({ failStart });
    const { stderr } = await exo(`${CREATE} ${gpus}`);
    expect(stderr).toContain(`fix       exo-di ${fix}\n`);
    expect(await exo(fix)).toMatchObject({ code: 0 });
    const mended = /my-app-\d-gpus/.exec(fix)?.[0] ?? 'my-app';
    expect((await exo(`deployment explain ${mended} -z at-vie-2`)).stdout).toBe(
      `${mended} in at-vie-2 is ready; whether it answers: exo-di deployment check ${mended} -z at-vie-2\n`,
    );
  });

  test.each(['nccl', 'port'] as const)(
    '%s: the next start succeeds, as the message says',
    async (failStart) => {
      const { exo } = bench({ failStart });
      const { stderr } = await exo(`${CREATE} 1`);
      const [, down = '', up = ''] = /^fix {7}restart it: exo-di (.*); exo-di (.*)$/m.exec(stderr) ?? [];
      expect([down, up]).toEqual(['0', '1'].map((size) => `deployment scale my-app ${size} -z at-vie-2`));
      expect(await exo(down)).toMatchObject({ code: 0 });
      expect(await exo(up)).toMatchObject({ code: 0 });
    },
  );

  test('heads: the engine starts with a GPU count that divides the heads', async () => {
    const { exo } = bench({ failStart: 'heads' });
    expect(await exo(`${CREATE} 2`)).toMatchObject({ code: 0 });
  });

  test('scaling up fails as creating does, and leaves the deployment in state error', async () => {
    const { exo, sandbox } = withMyApp({}, { failStart: 'kv' });
    const { code, stderr } = await exo('deployment scale my-app 2 -z at-vie-2');
    expect({ code, state: sandbox.deployments()[0]?.state }).toEqual({ code: 7, state: 'error' });
    expect(stderr).toContain('cause     KV cache does not fit');
  });
});
