import { expect, test } from 'vitest';
import { parameterValue, unknownFlags, withParameters } from '../../src/domain/engine-flags.js';

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

test('if the list of known parameters contains no flags, none is reported as unknown', () => {
  expect(unknownFlags(['--other'], [{ name: 'other' }])).toEqual([]);
});

test.each<[string[], Record<string, string>, string[]]>([
  [[], { '--a': '1' }, ['--a=1']],
  [['--a=2', '--b'], { '--a': '1' }, ['--a=1', '--b']],
  [['--a', '2', '--b'], { '--a': '1' }, ['--a=1', '--b']],
  [['--max_model_len=2'], { '--max-model-len': '1' }, ['--max-model-len=1']],
  [['--a', '--b'], { '--a': '' }, ['--a', '--b']],
  [['--x={"--a": 1}', 'word'], { '--a': '1' }, ['--x={"--a": 1}', 'word', '--a=1']],
])('%j with %j', (parameters, values, expected) => {
  expect(withParameters(parameters, values)).toEqual(expected);
});

test.each<[string[], string | undefined]>([
  [['--a=1'], '1'],
  [['--a', '1'], '1'],
  [['--a=1', '--a=2'], '2'],
  [['--a', '--b'], ''],
  [['--a'], ''],
  [['--ab=1', 'a'], undefined],
  [['--a=x=y'], 'x=y'],
])('of %j the value of --a is %j', (parameters, expected) => {
  expect(parameterValue(parameters, '--a')).toBe(expected);
});
