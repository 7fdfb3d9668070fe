import { expect, test } from 'vitest';
import { saidParameters, withoutSecrets } from '../../src/domain/engine-secrets.js';

test.each([
  [
    ['--hf-token=hf_abc', '--max-model-len=2000'],
    ['--hf-token=***', '--max-model-len=2000'],
  ],
  [
    ['--api-key', 'sk-abc', '--dtype', 'half'],
    ['--api-key', '***', '--dtype', 'half'],
  ],
  [['--api_key=a=b'], ['--api_key=***']],
  [
    ['--some-secret', '--dtype=half'],
    ['--some-secret', '--dtype=half'],
  ],
  [
    ['--db-password=', '--ssl-keyfile=/a'],
    ['--db-password=', '--ssl-keyfile=/a'],
  ],
  [
    ['--tokenizer=org/model', '--tokenizer-mode', 'mistral', '--max-num-batched-tokens', '8192'],
    ['--tokenizer=org/model', '--tokenizer-mode', 'mistral', '--max-num-batched-tokens', '8192'],
  ],
  [['--pad-token=5'], ['--pad-token=5']],
  [[], []],
])('%j are said as %j', (parameters, said) => {
  expect(withoutSecrets(parameters)).toEqual(said);
});

test('on one line', () => {
  expect(saidParameters(['--api-key', 'sk-abc def', '--dtype=half'])).toBe('--api-key *** --dtype=half');
});
