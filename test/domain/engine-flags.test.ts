import { expect, test } from 'vitest';
import { unknownFlags } from '../../src/domain/engine-flags.js';

const ALLOWED = [{ flags: ['--max-model-len'] }, { flags: ['--hf-overrides', '-hf'] }, { name: 'no flags' }];

test.each<[string[], string[]]>([
  [['--max-model-len=4096'], []],
  [['--max-model-len', '4096'], []],
  [['--max_model_len=4096'], []],
  [['--no-max-model-len'], []],
  [['--hf-overrides.rope.type=yarn'], []],
  [['--hf-overrides', '{"--x": 1}'], []],
  [
    ['--max-model-lens=1', '--other'],
    ['--max-model-lens', '--other'],
  ],
  [['-x', '4', 'word', '--', ''], []],
])('%j', (parameters, unknown) => {
  expect(unknownFlags(parameters, ALLOWED).map(({ flag }) => flag)).toEqual(unknown);
});

test('a list without flags says nothing', () => {
  expect(unknownFlags(['--other'], [{ name: 'other' }])).toEqual([]);
});
