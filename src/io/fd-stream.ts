import { fstatSync, writeSync } from 'node:fs';
import { asError, errorCode } from '../domain/system-error.js';
import type { OutputStream } from './node-io.js';

/**
 * A standard stream of the process that is written to directly where it is a file or a pipe: making Node's own
 * stream for it takes milliseconds, and it would write at once all the same. A terminal, and a pipe that is full
 * for the moment, get Node's own.
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
    // A terminal that does not know its size says 0, as a serial line or one that a program has made.
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
        // Another size was told to whoever was in front meanwhile: Node asks for it as after the signal.
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

/** A file, a pipe or a socket, and no terminal; on Windows Node's own stream is left to decide. */
function isPlain(fd: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    return !fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}
