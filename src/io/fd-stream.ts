import { fstatSync, writeSync } from 'node:fs';
import { asError, errorCode } from '../domain/system-error.js';
import type { OutputStream } from './node-io.js';

/**
 * A standard stream of the process. A file or a pipe is written to directly: making Node's own stream takes
 * milliseconds, and that stream would write just as synchronously. A terminal, and a pipe that is full for the moment,
 * are written to through Node's own stream.
 * @param fd 1 or 2 @param make Node's own stream for it
 */
export function fdStream(
  fd: number,
  make: () => NodeJS.WriteStream,
): OutputStream & { flushed(): Promise<void> } {
  let own: NodeJS.WriteStream | undefined = isPlain(fd) ? undefined : make();
  let broken = false;
  const listeners: ((error: Error) => void)[] = [];
  const fail = (error: unknown) => {
    broken = true;
    for (const listener of listeners) listener(asError(error));
  };
  return {
    get isTTY() {
      return own?.isTTY;
    },
    get isDirect() {
      return own === undefined;
    },
    // A terminal that does not know its size reports 0, for instance a serial line or one that a program has made.
    get columns() {
      return own?.columns || undefined;
    },
    get rows() {
      return own?.rows || undefined;
    },
    on(event, listener) {
      listeners.push(listener);
      own?.on(event, listener);
    },
    onMoved(listener) {
      if (!own?.isTTY) return;
      own.on('resize', () => listener('resized'));
      process.on('SIGCONT', () => {
        listener('resumed');
        // While it was stopped, another program was told of a new size. After SIGWINCH Node asks for the size anew.
        process.kill(process.pid, 'SIGWINCH');
      });
    },
    write(text) {
      if (own) return own.write(text);
      if (broken) return;
      let rest: Uint8Array = Buffer.from(text);
      try {
        while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') return fail(error);
        own = make();
        for (const listener of listeners) own.on('error', listener);
        own.write(rest);
      }
    },
    flushed() {
      const stream = own;
      if (!stream || stream.destroyed || stream.writableLength === 0) return Promise.resolve();
      return new Promise((resolve) => stream.write('', () => resolve()));
    },
  };
}

/** Whether it is a file, a pipe or a socket, and no terminal. On Windows Node's own stream is always used. */
function isPlain(fd: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    return !fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}
