import { openSync } from 'node:fs';
import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { fdStream } from '../../src/io/fd-stream.js';

/** Returns the stream of a terminal with this size. */
function terminalOf(columns: number, rows: number) {
  const made: WriteStream = Object.create(WriteStream.prototype);
  return fdStream(openSync('/dev/null', 'w'), () => Object.assign(made, { isTTY: true, columns, rows }));
}

test.each([
  [80, 24, [80, 24]],
  [1, 1, [1, 1]],
  // A size of 0 is unknown: nothing may be wrapped to 0 columns or cut to 0 lines.
  [0, 0, [undefined, undefined]],
])('a terminal that reports %i columns and %i lines is taken to have %j', (columns, rows, has) => {
  const stream = terminalOf(columns, rows);
  expect([stream.columns, stream.rows]).toEqual(has);
});

test('reports when the terminal is resized and when the program resumes after Ctrl-Z', () => {
  const made: WriteStream = Object.assign(Object.create(WriteStream.prototype), { isTTY: true });
  const told: string[] = [];
  fdStream(openSync('/dev/null', 'w'), () => made).onMoved?.((how) => told.push(how));
  made.emit('resize');
  process.emit('SIGCONT');
  process.removeAllListeners('SIGCONT');
  expect(told).toEqual(['resized', 'resumed']);
});
