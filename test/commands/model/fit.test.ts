import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../../src/api/http/transport.js';
import { memoryFiles } from '../../config/memory.js';
import { bench, type RunOptions } from '../../helpers/run.js';
import { instead, json } from '../../helpers/service.js';

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const PRICES = { EXO_DI_PRICES: 'http://127.0.0.1:8787/api/pricing/ai' };
const CONFIG = JSON.stringify({
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  hidden_size: 4096,
  max_position_embeddings: 32_768,
});

/** A bench with a Hugging Face hub that gives this answer. */
function withHub(answers: Readonly<Record<string, HttpResponse>> = {}) {
  const { exo, sandbox, intercept } = bench();
  const asked: string[] = [];
  intercept(({ url, headers }) => {
    if (!url.startsWith('https://huggingface.co/')) return undefined;
    asked.push(url);
    expect(headers.authorization).toBeUndefined();
    return answers[url] ?? { status: 401, headers: {}, body: 'no' };
  });
  const type = (line: string, { env, ...more }: RunOptions = {}) =>
    exo(`model fit ${line}`, {
      files: memoryFiles({ '/config.json': CONFIG, '/other.json': '{"a":1}' }),
      env: { ...PRICES, ...env },
      ...more,
    });
  const document = async (line: string) => JSON.parse((await type(`${line} -O json`)).stdout);
  return { type, document, sandbox, asked };
}

interface Candidate {
  family: string;
  gpu_count: number;
  verdict: string;
  why: string;
}

test('a row for every GPU family and count that may be used, the cheapest that fits first', async () => {
  const { document, asked } = withHub();
  const { candidates, ...about } = await document(`${MISTRAL} --model-config config.json --context 8k`);
  expect(about).toMatchObject({
    model: MISTRAL,
    weights_from: 'its files in 4 zones',
    kv_cache_from: 'config.json',
    attention_heads: 32,
    context: 8192,
    context_from: '--context',
    concurrency: 1,
    kv_cache_bytes_per_token: { low: 131_072, high: 131_072 },
  });
  expect(candidates[0]).toMatchObject({
    family: 'gpu3',
    gpu_count: 1,
    zones: ['de-fra-1'],
    verdict: 'fits',
    why: '',
    quota_free: 4,
    quota_limit: 4,
    cost_per_hour: '1.045',
    currency: 'EUR',
  });
  const verdicts = candidates.map(({ verdict }: Candidate) => verdict);
  expect(verdicts.indexOf('does not')).toBeGreaterThan(verdicts.lastIndexOf('fits'));
  // By the quota: up to 4 of gpu3 and gpurtx6000pro, up to 8 of gpua5000 and gpu3080ti, none of the other families.
  expect(candidates).toHaveLength(24);
  const three = candidates.find(({ family, gpu_count }: Candidate) => family === 'gpu3' && gpu_count === 3);
  expect(three).toMatchObject({ verdict: 'does not', why: '32 heads cannot be shared by 3 GPUs' });
  expect(asked).toEqual([]);
});

test('the size of a model that is still downloading is not used, and an ID works like a name', async () => {
  const { exo, intercept } = bench();
  const id = '00000000-0000-4000-8000-0000000000aa';
  const model = { id, name: 'x/y-8B', state: 'downloading', 'model-size': 1_000_000 };
  intercept(instead('GET /ai/model', () => json({ models: [model] })));
  const { stdout } = await exo(`model fit ${id} -z at-vie-2 -O json`, { env: PRICES });
  expect(JSON.parse(stdout)).toMatchObject({ model: 'x/y-8B', weights_from: 'its name: 8B, 16 bits' });
});

test('if the use of a quota is not told, no free GPUs are claimed', async () => {
  const { exo, intercept } = bench();
  const quotas = [{ resource: 'gpua5000', limit: 2 }];
  intercept((request) => (request.url.endsWith('/quota') ? json({ quotas }) : undefined));
  const { stdout } = await exo(`model fit ${MISTRAL} -z at-vie-2 -O json`, { env: PRICES });
  const ours = JSON.parse(stdout).candidates.filter(({ family }: Candidate) => family === 'gpua5000');
  expect(ours).toMatchObject([{ quota_free: null }, { quota_free: null }]);
});

test('a quota without limit is −1 in JSON, both free and in all, and does not count as used up', async () => {
  const { exo } = bench({ quotas: { gpua5000: -1 } });
  const { stdout } = await exo(`model fit ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 -O json`);
  expect(JSON.parse(stdout).candidates).toMatchObject([{ quota_free: -1, quota_limit: -1 }]);
});

test('on stderr: the numbers, each with its source, and the command to create', async () => {
  const { type } = withHub();
  const { code, stdout, stderr } = await type(
    `${MISTRAL} --model-config config.json --concurrency 4 --context 8k`,
  );
  expect(code).toBe(0);
  expect(stderr).toBe(`${MISTRAL}:
  weights   13.1–13.5 GiB (its files in 4 zones)
  KV cache  128 KiB a token (config.json)
  heads     32 (config.json)
  asked     4 requests at once of 8,192 tokens (--context)
  cost      EUR per hour and replica (list price, 2026-01-01)
The cheapest that fits: exo-di deployment create my-app --model-name ${MISTRAL} --gpu-type gpu3 --gpu-count 1 --inference-engine-params --max-model-len=8192 -z de-fra-1
`);
  expect(stdout).toMatch(/│ gpu3 +│ +1 │ fits +│ +190k–240k │ +23–28 │ 4 of 4 +│ +1\.045 │/);
});

test('the memory of an encoder is said not to be counted', async () => {
  const { type } = withHub();
  const config = JSON.stringify({ text_config: JSON.parse(CONFIG), vision_config: { depth: 32 } });
  const line = `${MISTRAL} --context 8k --gpu-count 1 -z at-vie-2 --model-config config.json`;
  const files = memoryFiles({ '/config.json': config });
  const { stderr, stdout } = await type(line, { files });
  expect(stderr).toContain(
    '\n  encoder   its weights are counted, its working memory is not (config.json)\n',
  );
  expect(stdout).toContain('working memory of its encoder not counted');
  const { candidates } = JSON.parse((await type(`${line} -O json`, { files })).stdout);
  for (const { verdict, why } of candidates)
    expect(why).toEqual(
      verdict === 'does not' ? expect.anything() : 'working memory of its encoder not counted',
    );
  expect((await type(MISTRAL)).stderr).toContain(
    '\n  encoder   ? (if it has one for images or sound, the working memory of that is not counted)\n',
  );
});

test('without prices the least memory comes first', async () => {
  const { type } = withHub();
  const { stdout, stderr } = await type(`${MISTRAL} -O text`, { env: { EXO_DI_PRICES: 'off' } });
  expect(stdout.split('\n')[0]).toMatch(/^gpua5000\t1\tfits/);
  const drawn = await type(MISTRAL, { env: { EXO_DI_PRICES: 'off' } });
  expect(`${stderr}${drawn.stderr}`).toContain('The smallest that fits: exo-di deployment create');
});

test('the printed command sets the assumed context if the engine might use more', async () => {
  const { type } = withHub();
  const guessed = await type('x/Y-1B --gpu-type gpu3 --gpu-count 1');
  expect(guessed.stderr).toContain('--inference-engine-params --max-model-len=4096 -z');
  expect(guessed.stderr).toContain('Download the model first: exo-di model create x/Y-1B -z de-fra-1');
  const known = await type(`${MISTRAL} --model-config config.json`);
  expect(known.stderr).toContain('that fits: exo-di deployment create');
  expect(known.stderr).not.toContain('--max-model-len');
});

test('a context longer than the model’s is reported', async () => {
  const { type } = withHub();
  const { code, stderr } = await type(`${MISTRAL} --model-config config.json --context 64k`);
  expect(code).toBe(0);
  expect(stderr).toContain(
    `warning: ${MISTRAL} has a context of 32,768 tokens at most (config.json): its engine refuses longer requests`,
  );
});

describe('a model that no zone has', () => {
  test('is estimated by its name', async () => {
    const { document } = withHub();
    const { weights_bytes, ...about } = await document(
      'meta-llama/Llama-3.1-8B-FP8 --gpu-type gpu3 --gpu-count 1',
    );
    expect(about).toMatchObject({ weights_from: 'its name: 8B, FP8', context: 4096, attention_heads: null });
    expect(weights_bytes).toEqual({ low: 7_600_000_000, high: 11_500_000_000 });
  });

  test('or by its files on the hub, which is asked without credentials', async () => {
    const { document, asked } = withHub({
      'https://huggingface.co/x/y/raw/main/config.json': { status: 200, headers: {}, body: CONFIG },
      'https://huggingface.co/api/models/x/y': json({ safetensors: { parameters: { BF16: 8_000_000_000 } } }),
    });
    expect(await document('x/y --online --gpu-type gpua5000')).toMatchObject({
      weights_bytes: { low: 16e9, high: 16e9 },
      weights_from: 'the hub: 8.00 billion parameters',
      attention_heads: 32,
      context: 32_768,
      kv_cache_from: 'config.json on the hub',
    });
    expect(asked).toHaveLength(2);
  });

  test.each([
    [
      'x/y --online',
      'warning: the hub gave no usable answer (https://huggingface.co/x/y/raw/main/config.json): HTTP 401',
    ],
    ['x --online', 'warning: "x" is not a name on the hub: it must be owner/model'],
    [
      'a/b --online',
      'warning: the hub gave no usable answer (https://huggingface.co/a/b/raw/main/config.json): it has no num_hidden_layers',
    ],
    [
      'a/b --online',
      'warning: the hub gave no usable answer (https://huggingface.co/api/models/a/b): it lists no safetensors with numbers',
    ],
  ])('%s: a warning says what the hub does not tell, and no numbers are claimed', async (line, warning) => {
    const { type } = withHub({
      'https://huggingface.co/a/b/raw/main/config.json': json({ model_type: 'gguf' }),
      'https://huggingface.co/api/models/a/b': json({ gguf: { total: 8_030_261_312 } }),
    });
    const { code, stdout, stderr } = await type(`${line} --gpu-type gpu3 --gpu-count 1 --context 1k`);
    expect(code).toBe(0);
    expect(stderr).toContain(warning);
    expect(stderr).toContain('None is sure to fit');
    expect(stdout).toContain('the size of the model is not known');
  });
});

test('one family and count given by flags, whether they may be used or not', async () => {
  const { document, type } = withHub();
  const { candidates } = await document(`${MISTRAL} --gpu-type GPUA5000 --gpu-count 6`);
  expect(candidates).toMatchObject([
    { family: 'gpua5000', gpu_count: 6, verdict: 'unknown', why: expect.stringContaining('6 GPUs') },
  ]);
  const none = await type(`${MISTRAL} --gpu-type gpub300`);
  expect(none).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('You may not use gpub300 in any zone'),
  });
  expect(none.stdout).toContain('its memory is not known');
});

test('a family or a model that is nearly one of the zones', async () => {
  const { type } = withHub();
  expect((await type(`${MISTRAL} --gpu-type a5000`)).stderr).toContain(
    'You may not use a5000 in any zone: did you mean gpua5000?\n',
  );
  for (const name of ['Mistral-7B-Instruct-v0.3', 'MistralAI/mistral-7b-instruct-v0.3']) {
    const { stderr } = await type(`${name} --gpu-type gpu3`);
    expect(stderr).toContain(`There is no model ${name}; did you mean ${MISTRAL}?\n`);
    expect(stderr).not.toContain('Download');
  }
  // Another version of a model is no slip.
  expect((await type('mistralai/Mistral-7B-Instruct-v0.2 --gpu-type gpu3')).stderr).toContain(
    'Download the model first: exo-di model create mistralai/Mistral-7B-Instruct-v0.2 -z de-fra-1\n',
  );
  expect((await type('Qwen3-8B --gpu-type gpu3')).stderr).toContain(
    'Download the model first, by its whole name on Hugging Face: owner/model\n',
  );
});

test('a model without layers that keep a KV cache has no number of tokens', async () => {
  const { type } = withHub();
  const config = { ...JSON.parse(CONFIG), layer_types: ['mamba', 'mamba'] };
  const { stdout } = await type(`${MISTRAL} --model-config m.json --gpu-type gpu3 --gpu-count 1 -O text`, {
    files: memoryFiles({ '/m.json': JSON.stringify(config) }),
  });
  expect(stdout).toMatch(/^gpu3\t1\tfits\t\t\t/);
});

test('by ID, in one zone', async () => {
  const { document, sandbox } = withHub();
  const id = sandbox.models('at-vie-2').find(({ name }) => name === MISTRAL)?.id ?? '';
  const found = await document(`${id} -z at-vie-2`);
  expect(found).toMatchObject({ model: MISTRAL, weights_from: 'its files in at-vie-2' });
  expect(new Set(found.candidates.map(({ family }: Candidate) => family))).toEqual(
    new Set(['gpua5000', 'gpu3080ti']),
  );
});

test('a zone that fails is a warning, and the rest is printed', async () => {
  const { type, sandbox } = withHub();
  sandbox.failNext('GET /ai/model@at-vie-2=403');
  const { code, stdout, stderr } = await type(`${MISTRAL}`);
  expect({ code, stdout }).toMatchObject({ code: 10, stdout: expect.stringContaining('gpu3') });
  expect(stderr).toContain('warning: zone at-vie-2');
});

test.each([
  ['--context 3z', '--context must be a number of tokens such as 8192 or 32k, not "3z"'],
  ['--context 0', '--context must be a number of tokens'],
  ['--concurrency 0', '--concurrency must be a whole number of 1 or more'],
  ['--gpu-count 9', '--gpu-count must be a whole number from 1 to 8'],
  ['--model-config /nope', 'file "/nope" does not exist'],
  ['--model-config other.json', '--model-config other.json is not the config.json of a model'],
])('%s is refused before anything is asked', async (flags, problem) => {
  const { type, sandbox } = withHub();
  const { code, stderr } = await type(`x/y ${flags}`);
  expect({ code, asked: sandbox.requests.length }).toEqual({ code: 2, asked: 0 });
  expect(stderr).toContain(problem);
});
