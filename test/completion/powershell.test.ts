import { describe, expect, test } from 'vitest';
import { answer } from '../../src/completion/answer-tab.js';
import {
  powershellInsertion,
  powershellWords,
  unquotedInPowershell,
} from '../../src/completion/powershell.js';
import { SCRIPTS } from '../../src/completion/scripts.js';
import { TREE } from '../../src/tree.js';

describe('a typed word is read without its quotes', () => {
  test.each([
    ['my-app', 'my-app'],
    ["'my ap", 'my ap'],
    ["'it''s'", "it's"],
    ["'it’’s'", 'it’s'],
    ['"my `"ap', 'my "ap'],
    ['"it’s"', 'it’s'],
    ['my` app', 'my app'],
    ["'a`b'", 'a`b'],
    ['$(touch x)', '$(touch x)'],
    ['', ''],
  ])('%s → %s', (typed, expected) => expect(unquotedInPowershell(typed)).toBe(expected));

  test('and without the = that the script puts before each word, so that none is empty', () => {
    expect(powershellWords(['=deployment', "='my app'", '==', '='])).toEqual([
      'deployment',
      'my app',
      '=',
      '',
    ]);
  });
});

describe('a candidate', () => {
  test.each([
    ['', 'my-app', 'my-app'],
    ['m', 'my app', "'my app'"],
    ['it', "it's", "'it''s'"],
    ['it', 'it’s‘', "'it’’s‘‘'"],
    ['x', 'x$(touch y)`z;|&{}@,#', "'x$(touch y)`z;|&{}@,#'"],
    ['--zone=at', 'at-vie-2', '--zone=at-vie-2'],
    ['--model-name=', 'my model', "'--model-name=my model'"],
    ['', '--zone', '--zone'],
    ['', '', "''"],
  ])('for %j: %j is inserted as %j', (word, value, inserted) => {
    expect(powershellInsertion(word)(value)).toBe(inserted);
  });

  test('for words in quotes is quoted too', async () => {
    const words = powershellWords(['=deployment', '=show', "='my "]);
    const names = async () => [{ value: 'my app', description: 'at-vie-2' }];
    expect(await answer(words, TREE, names, powershellInsertion(words.at(-1) ?? ''))).toBe(
      "'my app'\tat-vie-2\n:4\n",
    );
  });
});

test('the script evaluates no typed text, and passes the words separately', () => {
  const script: string = SCRIPTS.powershell;
  expect(script).toContain('exo-di complete --powershell -- @words');
  expect(script).not.toMatch(/Invoke-Expression|\biex\b|cmd \/c/);
  const opened = [...script.matchAll(/[({[]/g)].length;
  expect([...script.matchAll(/[)}\]]/g)]).toHaveLength(opened);
});
