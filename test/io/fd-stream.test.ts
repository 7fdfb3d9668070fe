import { openSync } from 'node:fs';
import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { fdStream } from '../../src/io/fd-stream.js';

/** A terminal of a size. */
function terminalOf(columns: number, rows: number) {
  const made: WriteStream = Object.create(WriteStream.prototype);
  return fdStream(openSync('/dev/null', 'w'), () => Object.assign(made, { isTTY: true, columns, rows }));
}

test.each([
  [80, 24, [80, 24]],
  [1, 1, [1, 1]],
  // Nothing is wrapped to no columns, and no list is cut to no lines.
  [0, 0, [undefined, undefined]],
])('a terminal that says %i columns and %i lines has %j', (columns, rows, has) => {
  const stream = terminalOf(columns, rows);
  expect([stream.columns, stream.rows]).toEqual(has);
});

test('a terminal tells that it has another size, and that the program goes on after Ctrl-Z', () => {
  const made: WriteStream = Object.assign(Object.create(WriteStream.prototype), { isTTY: true });
  const told: string[] = [];
  fdStream(openSync('/dev/null', 'w'), () => made).onMoved?.((how) => told.push(how));
  made.emit('resize');
  process.emit('SIGCONT');
  process.removeAllListeners('SIGCONT');
  expect(told).toEqual(['resized', 'resumed']);
});
