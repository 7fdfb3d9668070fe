import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/output/visible.js';
import { cut, displayWidth, wrap } from '../../src/output/width.js';

describe('displayWidth counts terminal columns', () => {
  test.each([
    ['demo', 4],
    ['', 0],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['ｶﾅ', 2],
    ['🚀', 2],
    ['🫠', 2],
    ['❤️', 2],
    ['👩‍👩‍👧', 2],
    ['👍🏽', 2],
    ['🇦🇹', 2],
    ['1️⃣', 2],
    ['หิน', 2],
    ['…', 1],
  ])('%s', (text, width) => expect(displayWidth(text)).toBe(width));
});

describe('cut ends in an ellipsis', () => {
  test.each([
    ['demo', 4, 'demo'],
    ['demonstration', 5, 'demo…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['ae\u0301b', 2, 'a…'],
    ['👩‍👩‍👧x👩‍👩‍👧', 4, '👩‍👩‍👧x…'],
    ['demo', 1, '…'],
  ])('%s to %i', (text, width, expected) => expect(cut(text, width)).toBe(expected));
});

describe('wrap breaks at spaces where it can', () => {
  test.each([
    ['one two three', 20, ['one two three']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 8, ['one two', 'three']],
    ['one two three', 5, ['one', 'two', 'three']],
    ['abcdefgh', 3, ['abc', 'def', 'gh']],
    ['ab cdefgh', 4, ['ab', 'cdef', 'gh']],
    ['日本語', 4, ['日本', '語']],
    ['', 4, ['']],
  ])('%s at %i', (text, width, lines) => expect(wrap(text, width)).toEqual(lines));
});

const texts = fc.string({ unit: 'grapheme', maxLength: 60 }).map(visible);

test('cut and wrap never exceed the width, and wrap loses only spaces', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 4, max: 30 }), (text, width) => {
      expect(displayWidth(cut(text, width))).toBeLessThanOrEqual(width);
      const lines = wrap(text, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a combining mark stays with its letter, even where a long text is measured in pieces', () => {
  const long = 'a'.repeat(256);
  expect(wrap(`${long}\u0301b`, 256)).toEqual([`${long}\u0301`, 'b']);
});

test('a value of a million characters is cut and wrapped without delay', () => {
  const text = 'word '.repeat(200_000);
  expect(cut(text, 20)).toHaveLength(20);
  expect(wrap(text, 50)).toHaveLength(20_000);
});
