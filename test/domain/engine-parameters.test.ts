import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinParameters, splitParameters } from '../../src/domain/engine-parameters.js';
import { visible } from '../../src/output/visible.js';
import { runs } from '../helpers/chance.js';
import { parameterLists } from '../helpers/engine-parameters.js';

describe('splitParameters', () => {
  test.each([
    ['', []],
    ['  \t\n ', []],
    ['--max-model-len 4096', ['--max-model-len', '4096']],
    ['  --a=1\t\n --b  ', ['--a=1', '--b']],
    ['--a\u00a0--b\u3000--c', ['--a', '--b', '--c']],
    // As exo: text without quotes of this syntax is not changed.
    [
      '--speculative-config={"method":"ngram","num_speculative_tokens":3}',
      ['--speculative-config={"method":"ngram","num_speculative_tokens":3}'],
    ],
    ['--hf-overrides {"a":{"b":1}}', ['--hf-overrides', '{"a":{"b":1}}']],
    ['--path C:\\x\\y', ['--path', 'C:\\x\\y']],
    ['\\\\host\\share', ['\\host\\share']],
    ['$HOME *.txt ~ # $(x) `y`', ['$HOME', '*.txt', '~', '#', '$(x)', '`y`']],
    // Beyond exo: inside brackets no character is special.
    [`--x={"a": "b c", "it's": [1, 2]} --y`, [`--x={"a": "b c", "it's": [1, 2]}`, '--y']],
    ['--stop ["]", "}"] --y', ['--stop', '["]", "}"]', '--y']],
    ['{"a": "\\"} b"} c', ['{"a": "\\"} b"}', 'c']],
    ["{'a': 'b c'} d", ["{'a': 'b c'}", 'd']],
    ['{it"s odd} --y', ['{it"s odd}', '--y']],
    ['{a\\ b}', ['{a\\ b}']],
    ['a[b c]d', ['a[b c]d']],
    ['[[1, 2], [3]]x', ['[[1, 2], [3]]x']],
    // A bracket that is not closed is an ordinary character.
    ['--stop [ --y', ['--stop', '[', '--y']],
    ['] } a', [']', '}', 'a']],
    ['{[} x', ['{[}', 'x']],
    [`{ 'a b'`, ['{', 'a b']],
    // Quotes.
    [`'a b' c`, ['a b', 'c']],
    [`"a b" c`, ['a b', 'c']],
    [`--x='{"a": 1}'`, ['--x={"a": 1}']],
    [`--x="a 'b' {c" }`, [`--x=a 'b' {c`, '}']],
    [`'' ""`, ['', '']],
    [`a''b`, ['ab']],
    [`it"'"s`, ["it's"]],
    [`"{\\"a\\": 1}"`, ['{"a": 1}']],
    [`"a\\b \\\\ \\$x"`, ['a\\b \\ \\$x']],
    [`'a\\b'`, ['a\\b']],
    ["a$'b\\nc\\t\\u00e9\\'\\\\ \\d'", ["ab\nc\té'\\ \\d"]],
    ["$'\\ud83d\\ude00'", ['😀']],
    [`cost$ "$'"`, ['cost$', "$'"]],
    // A backslash.
    [`a\\ b it\\'s \\"`, ['a b', "it's", '"']],
    ['a\\', ['a\\']],
    ['a\\\nb', ['a\nb']],
  ])('%j', (text, parameters) => expect(splitParameters(text)).toEqual(parameters));

  test.each([
    [`a 'b`, 'single quote not closed at character 3'],
    [`--x=it's --y`, 'single quote not closed at character 7'],
    [`"a \\"`, 'double quote not closed at character 1'],
    [`{"a":1} "`, 'double quote not closed at character 9'],
    [`a $'b`, "$' not closed at character 3"],
  ])('%j is refused', (text, message) =>
    expect(() => splitParameters(text)).toThrow(expect.objectContaining({ message })),
  );

  test.each([
    '['.repeat(100_000),
    '{"'.repeat(50_000),
    `"${'\\"'.repeat(50_000)}"`,
    `'${'a '.repeat(50_000)}'`,
  ])('reads a long text fast', (text) => expect(splitParameters(joinParameters([text]))).toEqual([text]));

  test.each(['['.repeat(50_000), '[{x'.repeat(15_000), `a${' ['.repeat(50_000)}`])(
    'reads many brackets that nothing closes fast',
    (text) => {
      const before = process.cpuUsage();
      expect(splitParameters(text).join(' ')).toBe(text);
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
    },
  );
});

describe('joinParameters', () => {
  test.each([
    [[], ''],
    [['--max-model-len=8192', '--dtype', 'auto'], '--max-model-len=8192 --dtype auto'],
    [['--hf-overrides', '{"a":{"b":1}}'], '--hf-overrides {"a":{"b":1}}'],
    [['--x={"a": "b c"}'], '--x={"a": "b c"}'],
    [['C:\\x\\y'], 'C:\\x\\y'],
    [['a b', "it's", ''], `'a b' 'it'\\''s' ''`],
    [['C:\\', '--y'], `'C:\\' --y`],
    [['[', ']'], `'[' ]`],
    [['a\nb', '\u202e', '\u0301'], "$'a\\nb' $'\\u202e' $'\\u0301'"],
  ])('%j becomes %s', (parameters, text) => expect(joinParameters(parameters)).toBe(text));

  test('its result can be split again, and contains no character that output would escape', () => {
    fc.assert(
      fc.property(parameterLists, (parameters) => {
        const text = joinParameters(parameters);
        expect(splitParameters(text)).toEqual(parameters);
        expect(visible(text)).toBe(text);
      }),
      { numRuns: runs(300) },
    );
  });
});
