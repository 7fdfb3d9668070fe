import { expect, test } from 'vitest';
import { didYouMean, likely } from '../../src/domain/likely.js';

const ZONES = ['at-vie-1', 'at-vie-2', 'ch-dk-2', 'ch-gva-2', 'de-fra-1'];
const GPUS = ['gpu2', 'gpu3', 'gpua30', 'gpu3080ti', 'gpua5000', 'gpurtx6000pro'];
const MODELS = ['mistralai/Mistral-7B-Instruct-v0.3', 'openai/gpt-oss-120b', 'openai/gpt-oss-20b'];
const APPS = ['my-app', 'my-api', 'chat', 'chat-eu'];

test.each<[string, readonly string[], string[]]>([
  ['at-vie2', ZONES, ['at-vie-2']],
  ['AT-VIE-2', ZONES, ['at-vie-2']],
  ['at-vie-3', ZONES, ['at-vie-1', 'at-vie-2']],
  ['us-east-1', ZONES, []],
  ['a5000', GPUS, ['gpua5000']],
  ['GPUA5000', GPUS, ['gpua5000']],
  ['gpu-rtx-6000-pro', GPUS, ['gpurtx6000pro']],
  ['rtx6000', GPUS, []],
  ['gpurtx6000', GPUS, ['gpurtx6000pro']],
  ['3080ti', GPUS, ['gpu3080ti']],
  ['h100', GPUS, []],
  ['Mistral-7B-Instruct-v0.3', MODELS, ['mistralai/Mistral-7B-Instruct-v0.3']],
  ['mistralai/mistral-7b-instruct-v0.3', MODELS, ['mistralai/Mistral-7B-Instruct-v0.3']],
  ['openai/gpt-oss-20', MODELS, ['openai/gpt-oss-20b']],
  ['gpt-oss', MODELS, ['openai/gpt-oss-120b', 'openai/gpt-oss-20b']],
  ['meta-llama/Llama-3', MODELS, []],
  ['my-ap', APPS, ['my-app', 'my-api']],
  ['my-appp', APPS, ['my-app']],
  ['chat-e', APPS, ['chat-eu']],
  ['my', ['my-a', 'my-b', 'my-c', 'my-d'], []],
  ['-', APPS, []],
  ['', APPS, []],
])('%j among %j most likely means %j', (typed, names, meant) => {
  expect(likely(typed, names)).toEqual(meant);
});

test('didYouMean asks a question with the names', () => {
  expect(didYouMean(['a', 'b'])).toBe('did you mean a or b?');
  expect(didYouMean([])).toBeUndefined();
});
