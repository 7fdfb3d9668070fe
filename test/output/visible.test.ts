import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/output/visible.js';
import { anyText } from '../helpers/any-text.js';

describe('visible escapes characters that a terminal would obey or hide', () => {
  test.each([
    ['line feed', 'a\nb', 'a\\nb'],
    ['carriage return', 'a\rb', 'a\\rb'],
    ['tab', 'a\tb', 'a\\tb'],
    ['escape sequence', '\x1b[2J', '\\x1b[2J'],
    ['title sequence', '\x1b]0;title\x07', '\\x1b]0;title\\x07'],
    ['NUL, backspace, DEL', '\0\b\x7f', '\\x00\\x08\\x7f'],
    ['C1 control', '\x9b31m', '\\x9b31m'],
    ['line separator', 'a\u2028b', 'a\\u2028b'],
    ['bidi override', 'a\u202eb', 'a\\u202eb'],
    ['bidi isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['zero width space', 'a\u200bb', 'a\\u200bb'],
    ['byte order mark', '\ufeffa', '\\ufeffa'],
    ['soft hyphen', 'a\u00adb', 'a\\xadb'],
    ['joiner outside of emoji', 'a\u200db', 'a\\u200db'],
    ['tag character', 'a\u{e0041}', 'a\\u{e0041}'],
    ['lone surrogate', 'a\ud800', 'a\\ud800'],
    ['mark with nothing before it', '\u0301a', '\\u0301a'],
  ])('%s', (_, text, shown) => expect(visible(text)).toBe(shown));
});

describe('visible does not change readable text', () => {
  test.each([
    ['ASCII', 'mistralai/Mistral-7B-Instruct-v0.3'],
    ['a backslash', 'C:\\new'],
    ['letters of every script', 'Größe 日本語 한국어 עברית العربية हिन्दी'],
    ['combining marks', 'e\u0301 n\u0303'],
    ['emoji', '🚀 ❤️ 👍🏽 🇦🇹 1️⃣'],
    ['joined emoji', '👩‍👩‍👧 🏳️‍🌈'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ])('%s', (_, text) => expect(visible(text)).toBe(text));
});

test('the result of visible has no control characters, and a second pass does not change it', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const shown = visible(text);
      expect(shown).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
      expect(visible(shown)).toBe(shown);
    }),
  );
});
