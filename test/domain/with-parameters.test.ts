import { expect, test } from 'vitest';
import { parameterValue, withParameters } from '../../src/domain/engine-flags.js';

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
