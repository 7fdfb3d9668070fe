import { describe, expect, test } from 'vitest';
import { bashInsertion, joinedAtBreaks } from '../../src/completion/bash.js';

/** The default COMP_WORDBREAKS of bash. */
const BREAKS = ' \t\n"\'@><=;|&(:';

describe('words that bash split at COMP_WORDBREAKS are joined again', () => {
  test.each([
    [['deployment', 'list', '--zone', '=', 'at'], BREAKS, ['deployment', 'list', '--zone=at']],
    [['show', 'a', ':', 'b'], BREAKS, ['show', 'a:b']],
    [['show', 'a', '@', 'b'], BREAKS, ['show', 'a@b']],
    [['list', '-z', '='], BREAKS, ['list', '-z=']],
    [['show', '"a', ''], BREAKS, ['show', '"a', '']],
    // Bash 3.2 splits none of them, and some users remove = and : from the breaks.
    [['list', '--zone=at', 'x'], BREAKS, ['list', '--zone=at', 'x']],
    [['show', 'a:', 'b'], ' \t\n"\'><;|&(', ['show', 'a:', 'b']],
  ])('%j with the breaks %j', (words, breaks, joined) =>
    expect(joinedAtBreaks(words, breaks)).toEqual(joined),
  );
});

describe('a candidate is inserted so that bash reads its value', () => {
  test.each([
    ['', 'my-app', 'my-app'],
    ['m', 'my app', 'my\\ app'],
    ['my\\ a', 'my app', 'my\\ app'],
    ['m', 'm$(x)`y`;\'"\\!*?', 'm\\$\\(x\\)\\`y\\`\\;\\\'\\"\\\\\\!\\*\\?'],
    ['m', 'm[]{}~#<>|&^', 'm\\[\\]\\{\\}\\~\\#\\<\\>\\|\\&\\^'],
    ['é', 'é😀', 'é😀'],
    // Between quotes.
    ['"st', 'st$(x)`y`"\\', 'st\\$(x)\\`y\\`\\"\\\\'],
    ["'pr", "pr';x #", "pr'\\'';x #"],
    ['"a', 'a"', 'a\\""'],
    ["'a", "a'", "a'\\'''"],
    ['"a', 'a!', undefined],
    ["'a", 'a!', 'a!'],
    // Bash does not replace the text before the quote.
    ['my"-a', 'my-app', '-app'],
    ["'a'b", 'abc', undefined],
    ['"a"', 'abc', undefined],
    ["$'a", 'abc', undefined],
    ['$"a', 'abc', undefined],
    // Nor does it replace the text before = and :, but it does replace @.
    ['a:b', 'a:b:c', 'b:c'],
    ['a\\:b', 'a:b:c', 'a:b:c'],
    ['"a:b', 'a:b:c', 'a:b:c'],
    ['a@', 'a@b', '@b'],
    ['my-app=', 'my-app=1', '1'],
    ['--zone=at', 'at-vie-2', 'at-vie-2'],
    ['--zone="at', 'at-vie-2', 'at-vie-2'],
    ['-z=at', '-z=at-vie-2', 'at-vie-2'],
  ])('after typing %s', (typed, value, inserted) =>
    expect(bashInsertion(typed, BREAKS)(value)).toBe(inserted),
  );

  test('a word that bash does not split is replaced as a whole', () => {
    const none = ' \t\n"\'><;|&(';
    expect(bashInsertion('--zone=at', none)('at-vie-2')).toBe('--zone=at-vie-2');
    expect(bashInsertion('a:b', none)('a:b:c')).toBe('a:b:c');
  });
});
