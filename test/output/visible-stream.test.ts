import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../src/output/visible.js';
import { VisibleStream } from '../../src/output/visible-stream.js';
import { anyText } from '../helpers/any-text.js';
import { runs } from '../helpers/chance.js';

/** Returns the output of the stream for each of these pieces and for its end. */
function shown(...pieces: string[]): string[] {
  const stream = new VisibleStream();
  return [...pieces.map((piece) => stream.feed(piece)), stream.end()];
}

test.each<[string[], string[]]>([
  [
    ['a', ' b'],
    ['a', ' b', ''],
  ],
  [['one\ntwo\tthree'], ['one\ntwo\tthree', '']],
  [
    ['\x1b[2J', '\x07'],
    ['\\x1b[2J', '\\x07', ''],
  ],
  [['\x1b]0;title\x07\r\n'], ['\\x1b]0;title\\x07\\r\n', '']],
  [
    ['gr', 'ü', 'n'],
    ['gr', '', 'ün', ''],
  ],
  [
    ['e', '\u0301!'],
    ['e', '\u0301!', ''],
  ],
  [
    ['\u{1f469}', '\u200d', '\u{1f4bb}'],
    ['', '', '', '\u{1f469}\u200d\u{1f4bb}'],
  ],
  [['\u202eabc'], ['\\u202eabc', '']],
  [
    ['\u{1f44d}', ' ok'],
    ['', '\u{1f44d} ok', ''],
  ],
])('pieces %j are shown as %j', (pieces, expected) => {
  expect(shown(...pieces)).toEqual(expected);
});

test('however a text is split, the output has no control characters, and plain text is unchanged', () => {
  fc.assert(
    fc.property(fc.array(anyText(), { maxLength: 8 }), (pieces) => {
      const text = shown(...pieces).join('');
      expect(text.replace(/[\n\t]/g, '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      const plain = pieces.join('').replace(/[^ -~\n]/g, '');
      expect(shown(...plain).join('')).toBe(plain.split('\n').map(visible).join('\n'));
    }),
    { numRuns: runs(50) },
  );
});
