import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

const FLAG = '--inference-engine-parameter-help';

describe(FLAG, () => {
  test.each(['create', 'update'])('%s needs no name and no other flag', async (verb) => {
    const { exo, sandbox } = bench();
    const { code, stdout, stderr } = await exo(`deployment ${verb} ${FLAG}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      [
        'ModelConfig:',
        '  --max-model-len MAX_MODEL_LEN',
        '                        Model context length, prompt and output together.',
        '  --dtype DTYPE',
        '                        Data type for model weights and activations. (default:',
        '                        auto)',
        '                        Allowed values: auto, bfloat16, float, float16, float32,',
        '                        half',
      ].join('\n'),
    );
    expect(stdout).toContain('  --trust-remote-code, --no-trust-remote-code\n');
    const changed = sandbox.requests.filter(({ method }) => method !== 'GET');
    expect(changed).toEqual([]);
  });

  test('sections are sorted, and no line is wider than the terminal', async () => {
    const { exo } = bench();
    for (const columns of [60, 80, 200]) {
      const { stdout } = await exo(`deployment create ${FLAG}`, { terminal: true, columns });
      const lines = stdout.split('\n');
      const sections = lines.filter((line) => /^\S/.test(line));
      expect(sections).toEqual([...sections].sort());
      const described = lines.filter((line) => line.startsWith(' '.repeat(24)));
      expect(Math.max(...described.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  test('--inference-engine-version prints the parameters of that version', async () => {
    const { exo, sandbox } = bench();
    const { stdout } = await exo(`deployment update ${FLAG} --inference-engine-version 0.12.0`);
    expect(stdout).not.toContain('--async-scheduling');
    expect(sandbox.requests.at(-1)?.query).toBe('?version=0.12.0');
  });

  test('-O json is an array with snake_case keys', async () => {
    const { exo } = bench();
    const { stdout } = await exo(`deployment create ${FLAG} -O json`);
    const entries: unknown = JSON.parse(stdout);
    expect(entries).toContainEqual({
      name: 'kv-cache-dtype',
      section: 'CacheConfig',
      description: 'Data type for the KV cache.',
      type: 'string',
      default: 'auto',
      flags: ['--kv-cache-dtype'],
      allowed_values: ['auto', 'bfloat16', 'fp8', 'fp8_e4m3', 'fp8_e5m2'],
    });
  });

  test('-O text and templates have one row each', async () => {
    const { exo } = bench();
    const line = `deployment create ${FLAG} -O text`;
    expect((await exo(line)).stdout).toContain('seed\tModelConfig\tinteger\t0\t--seed\t\tRandom seed for');
    const template = ['deployment', 'create', FLAG, '--output-template', '{{.Name}} {{.AllowedValues}}'];
    expect((await exo(template)).stdout).toContain('kv-cache-dtype auto bfloat16 fp8 fp8_e4m3 fp8_e5m2\n');
  });

  test('the parameters of the hint about quotes exist in the sandbox', async () => {
    const { exo } = bench();
    const { stdout } = await exo(`deployment create ${FLAG} -O text`);
    const hint = (await exo('deployment create x --enforce-eager')).stderr;
    const named = new Set(/--inference-engine-params "(.*)"/.exec(hint)?.[1]?.match(/--[a-z-]+/g));
    expect(named).toEqual(new Set(['--max-model-len', '--enforce-eager']));
    for (const flag of named) expect(stdout).toMatch(new RegExp(`\\t${flag}[\\t ]`));
  });

  test('an unknown version is refused with the service’s message', async () => {
    const { code, stderr } = await bench().exo(`deployment create ${FLAG} --inference-engine-version 9.9.9`);
    expect(code).toBe(2);
    expect(stderr).toContain('Unknown inference engine version 9.9.9');
  });
});
