import { expect, test } from 'vitest';
import { wordProblem } from '../../src/domain/one-word.js';

test.each([
  ['EXOabc123', undefined],
  ['a+b/c=_-', undefined],
  ['', 'is blank'],
  [' \n', 'is blank'],
  ['abc\n', 'ends with a line feed'],
  ['abc\r\n', 'ends with a line feed'],
  ['abc\r', 'ends with a carriage return'],
  ['abc ', 'ends with a blank'],
  ['abc\t', 'ends with a tab'],
  ['abc\u00a0', 'ends with a blank'],
  [' abc', 'begins with a blank'],
  ['\ufeffabc', 'begins with a byte order mark'],
  ['ab\nc', 'has a line feed in it'],
  ['ab c', 'has a blank in it'],
  ['abç', 'has a character beyond printable ASCII in it'],
  ['ab\u0000c', 'has a character beyond printable ASCII in it'],
  ['××××', 'has a character beyond printable ASCII in it'],
  ['"abc"', 'stands in quotes'],
  ["'abc'", 'stands in quotes'],
  ['"abc', 'begins with a quote'],
  ["abc'", 'ends with a quote'],
])('%j %s', (value, problem) => expect(wordProblem(value)).toBe(problem));
