import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { pipedAnswer } from '../../src/io/piped-answer.js';

describe('an answer from a pipe', () => {
  test.each([
    [['y\n'], 'yes'],
    [['y'], 'yes'],
    [['Y\r\n'], 'yes'],
    [['  yes \n'], 'yes'],
    [['y', 'es', '\n'], 'yes'],
    [['y\n', 'n\n'], 'yes'],
    [['n\n'], 'no'],
    [['NO\n'], 'no'],
    [['n\ny\n'], 'no'],
    [['yes please\n'], undefined],
    [['\n', 'y\n'], undefined],
    [['my-app\n'], undefined],
    [['y'.repeat(5_000)], undefined],
    [[], undefined],
  ])('%j is read as %s', async (chunks, expected) => {
    expect(await pipedAnswer(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))).toBe(expected);
  });

  test('is accepted without a line feed if it arrives in time', async () => {
    const input = new PassThrough();
    setTimeout(() => input.write('y'), 5);
    expect(await pipedAnswer(input, 100)).toBe('yes');
  });

  test('is not waited for if the pipe stays silent, and no listener remains', async () => {
    const input = new PassThrough();
    expect(await pipedAnswer(input, 5)).toBeUndefined();
    expect(input.listenerCount('data')).toBe(0);
    expect(() => input.emit('error', new Error('later'))).not.toThrow();
  });

  test('is missing if the input was already read, breaks, or is a terminal', async () => {
    const read = Readable.from(['y\n']);
    for await (const _ of read);
    const broken = new Readable({
      read() {
        this.destroy(new Error('gone'));
      },
    });
    const terminal = Object.assign(Readable.from(['y\n']), { isTTY: true });
    for (const input of [read, broken, terminal]) expect(await pipedAnswer(input)).toBeUndefined();
  });
});
