import { expect, test } from 'vitest';
import { saidParameters } from '../../src/domain/engine-parameters.js';
import { isSecret, maskProblem, withoutSecrets, withoutTokens } from '../../src/domain/secrets.js';

test.each([
  ['--hf-token', 'hf_abc', true],
  ['--hf_token_2', 'hf_abc', true],
  ['--hftoken', 'hf_abc', true],
  ['--api-key', 'sk-abc', true],
  ['--api-keys', 'sk-abc,sk-def', true],
  ['--admin-api-key', 'true-key', true],
  ['--ssl-keyfile-password', 'abc', true],
  ['--client-secret', '8k-abc', true],
  ['--passphrase', 'abc', true],
  ['--s3-credentials', 'abc', true],
  ['-key', 'abc', true],
  ['--tokenizer', 'org/model', false],
  ['--skip-tokenizer-init', 'org/model', false],
  ['--ssl-keyfile', '/a', false],
  ['--max-num-batched-tokens', '8192', false],
  ['--max-num-batched-tokens', '8k', false],
  ['--max-num-batched-tokens', '1.5M', false],
  ['--enable-prompt-tokens-details', 'true', false],
  ['--api-key', '', false],
  ['--dtype', 'half', false],
  ['monkey', 'half', false],
])('%s %s is a secret: %s', (flag, value, secret) => expect(isSecret(flag, value)).toBe(secret));

test.each([
  ['--hf-token=hf_abc --max-model-len=2000', '--hf-token=*** --max-model-len=2000'],
  ['--api-key sk-abc --dtype half', '--api-key *** --dtype half'],
  ['--api_key=a=b', '--api_key=***'],
  ['--some-secret --dtype=half'],
  ['--db-password= --ssl-keyfile=/a'],
  ['--tokenizer=org/model --tokenizer-mode mistral --max-num-batched-tokens 8192'],
  ['--pad-token=5'],
  [''],
])('%s are printed as %s', (parameters, said = parameters) => {
  expect(withoutSecrets(parameters.split(' '))).toEqual(said.split(' '));
});

test('saidParameters joins them on one line', () => {
  expect(saidParameters(['--api-key', 'sk-abc def', '--dtype=half'])).toBe('--api-key *** --dtype=half');
});

test.each([
  [['--api-key', '***'], '--api-key'],
  [['--hf-token=***', '--a'], '--hf-token'],
  [['--api-key', 'a***'], undefined],
  [['--dtype', '***'], undefined],
  [['***'], undefined],
])('%j: a mask instead of a secret is a problem', (words, flag) =>
  expect(maskProblem(words)).toBe(flag && `*** stands for the value of ${flag}: write the value itself`),
);

test.each([
  'the model-token limit, and an API-key wrong, at --max-model-len 8192',
  'ValueError: --tokenizer mistral is not known',
  'see https://docs.example.org/a@b and me@example.org',
])('%s contains no secret and is unchanged', (line) => {
  expect(withoutTokens(line)).toBe(line);
});

test('a line of hundreds of thousands of blanks is searched for tokens at once', () => {
  const line = `ValueError: ${' '.repeat(300_000)}x`;
  expect(withoutTokens(line)).toBe(line);
});
