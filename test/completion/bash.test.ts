import { describe, expect, test } from 'vitest';
import { bashInsertion, joinedAtBreaks } from '../../src/completion/bash.js';

/** COMP_WORDBREAKS as bash has it. */
const BREAKS = ' \t\n"\'@><=;|&(:';

describe('the words of bash', () => {
  test.each([
    [['deployment', 'list', '--zone', '=', 'at'], BREAKS, ['deployment', 'list', '--zone=at']],
    [['show', 'a', ':', 'b'], BREAKS, ['show', 'a:b']],
    [['show', 'a', '@', 'b'], BREAKS, ['show', 'a@b']],
    [['list', '-z', '='], BREAKS, ['list', '-z=']],
    [['show', '"a', ''], BREAKS, ['show', '"a', '']],
    // 3.2 takes nothing apart, and some take = and : out of the breaks.
    [['list', '--zone=at', 'x'], BREAKS, ['list', '--zone=at', 'x']],
    [['show', 'a:', 'b'], ' \t\n"\'><;|&(', ['show', 'a:', 'b']],
  ])('%j with %j', (words, breaks, joined) => expect(joinedAtBreaks(words, breaks)).toEqual(joined));
});

describe('a candidate in the place of', () => {
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
    // What stands before the quote is not replaced.
    ['my"-a', 'my-app', '-app'],
    ["'a'b", 'abc', undefined],
    ['"a"', 'abc', undefined],
    ["$'a", 'abc', undefined],
    ['$"a', 'abc', undefined],
    // Neither is what stands before = and :, but @ is.
    ['a:b', 'a:b:c', 'b:c'],
    ['a\\:b', 'a:b:c', 'a:b:c'],
    ['"a:b', 'a:b:c', 'a:b:c'],
    ['a@', 'a@b', '@b'],
    ['my-app=', 'my-app=1', '1'],
    ['--zone=at', 'at-vie-2', 'at-vie-2'],
    ['--zone="at', 'at-vie-2', 'at-vie-2'],
    ['-z=at', '-z=at-vie-2', 'at-vie-2'],
  ])('%s', (typed, value, inserted) => expect(bashInsertion(typed, BREAKS)(value)).toBe(inserted));

  test('a word that bash does not break is replaced whole', () => {
    const none = ' \t\n"\'><;|&(';
    expect(bashInsertion('--zone=at', none)('at-vie-2')).toBe('--zone=at-vie-2');
    expect(bashInsertion('a:b', none)('a:b:c')).toBe('a:b:c');
  });
});
