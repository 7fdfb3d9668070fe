import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileProblem } from '../../src/io/file-problem.js';
import { decodeText, readStream } from '../../src/io/text.js';

const utf16 = (text: string, big = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
function problemOf(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch (error) {
    return fileProblem(error);
  }
}

describe('bytes as text', () => {
  test('any text in UTF-8, or in UTF-16 with a byte order mark, is decoded', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((text) => !/\0|^\ufeff/.test(text));
    fc.assert(
      fc.property(text, (text) => {
        const all = [
          Buffer.from(text),
          Buffer.from(`\ufeff${text}`),
          utf16(`x${text}`),
          utf16(`x${text}`, true),
        ];
        expect(all.map(problemOf)).toEqual([text, text, `x${text}`, `x${text}`]);
      }),
    );
  });

  test.each([
    [Buffer.from('name: caf\xe9', 'latin1'), 'line 1 is not UTF-8, perhaps Latin-1: save it as UTF-8'],
    [
      Buffer.from('a: 1\nb: ü\r\nc: caf\xe9\n', 'latin1'),
      'line 2 is not UTF-8, perhaps Latin-1: save it as UTF-8',
    ],
    [
      Buffer.concat([Buffer.from('ü\nü\n'), Buffer.from([0xc3])]),
      'line 3 is not UTF-8, perhaps Latin-1: save it as UTF-8',
    ],
    [Buffer.from('a: 1', 'utf16le'), 'it is no text, or UTF-16 without a byte order mark: save it as UTF-8'],
    [
      Buffer.from('# caf\u00e9', 'utf16le'),
      'it is no text, or UTF-16 without a byte order mark: save it as UTF-8',
    ],
    [Buffer.from([0xff, 0xfe, 0x61]), 'it is broken UTF-16: save it as UTF-8'],
    [Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'it is broken UTF-16: save it as UTF-8'],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'it is UTF-32: save it as UTF-8'],
  ])('%j is refused in one sentence', (bytes, problem) => expect(problemOf(bytes)).toBe(problem));

  test('a character split between two chunks is decoded whole', async () => {
    const bytes = Buffer.from('naïve 模型');
    for (let at = 0; at <= bytes.length; at++) {
      const pieces = Readable.from([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(await readStream(pieces)).toBe('naïve 模型');
    }
  });

  test('an endless stream is refused once it exceeds the limit', async () => {
    async function* zeros() {
      for (;;) yield Buffer.alloc(65_536);
    }
    await expect(readStream(zeros(), 1024 * 1024).catch(fileProblem)).resolves.toBe(
      'it is too large (over 1 MiB)',
    );
  });
});
