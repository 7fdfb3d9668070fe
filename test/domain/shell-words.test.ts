import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  joinWords,
  pasteWord,
  quoteWord,
  ShellWordsError,
  splitWords,
} from '../../src/domain/shell-words.js';
import { anyText } from '../helpers/any-text.js';

describe('splitWords', () => {
  test.each([
    ['--max-model-len 4096', ['--max-model-len', '4096']],
    ['  a \t b\n c  ', ['a', 'b', 'c']],
    ['', []],
    ['   ', []],
    [`'a b' c`, ['a b', 'c']],
    [`"a b" c`, ['a b', 'c']],
    [`'' ""`, ['', '']],
    [`a''b`, ['ab']],
    [`--x='{"a": [1, 2]}'`, ['--x={"a": [1, 2]}']],
    [`"{\\"a\\": 1}"`, ['{"a": 1}']],
    [`a\\ b`, ['a b']],
    [`'a\\b'`, ['a\\b']],
    [`"a\\b"`, ['a\\b']],
    [`"\\$HOME \\\`x\\\` \\\\"`, ['$HOME `x` \\']],
    ['$HOME *.txt ~ # no comment', ['$HOME', '*.txt', '~', '#', 'no', 'comment']],
    ['a \\\nb', ['a', 'b']],
    ['a\\\nb', ['ab']],
    ['"a\\\nb"', ['ab']],
    [`it"'"s`, ["it's"]],
  ])('%j', (text, words) => expect(splitWords(text)).toEqual(words));

  test.each([
    [`a 'b`, 'single quote not closed at character 3'],
    [`"a \\"`, 'double quote not closed at character 1'],
    ['a\\', 'backslash without a character to quote at character 2'],
  ])('%j is refused', (text, message) => {
    expect(() => splitWords(text)).toThrow(expect.objectContaining({ message }));
    expect(() => splitWords(text)).toThrow(ShellWordsError);
  });
});

describe('quoteWord', () => {
  test.each([
    ['de-fra-1', 'de-fra-1'],
    ['mistralai/Mistral-7B', 'mistralai/Mistral-7B'],
    ['--gpu-count=2', '--gpu-count=2'],
    ['', `''`],
    ['a b', `'a b'`],
    ["it's", `'it'\\''s'`],
    ['$(reboot)', `'$(reboot)'`],
    ['=ls', `'=ls'`],
    ['~', `'~'`],
    ['a!b', `'a!b'`],
    ['é', `'é'`],
    ['a\n', `'a\n'`],
  ])('%j becomes %s', (word, quoted) => expect(quoteWord(word)).toBe(quoted));
});

test('splitWords reverses joinWords for any words', () => {
  const awkward = fc.string({ unit: fc.constantFrom(...`ab '"\\$\`\n\t=~!#*é`) });
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText(), awkward)), (words) => {
      expect(splitWords(joinWords(words))).toEqual(words);
    }),
  );
});

test('pasteWord quotes any word on one line', () => {
  expect(pasteWord('my app')).toBe(`'my app'`);
  const word = "a\r\nexo-di deployment delete b -f\x1b[2Jit's \\ é";
  const pasted = pasteWord(word);
  expect(pasted).toBe(`$'a\\x0d\\x0aexo-di deployment delete b -f\\x1b[2Jit\\x27s \\x5c é'`);
  const { stdout, error } = spawnSync('bash', ['-c', `printf %s ${pasted}`], { encoding: 'utf8' });
  if (!error) expect(stdout).toBe(word);
});
