import { afterAll } from 'vitest';

interface Closable {
  close(): unknown;
}

/** Makes a function that waits until something has started, and closes it after the last test of the file. */
export function closesAtEnd() {
  const open: Closable[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));
  return async <T extends Closable>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    open.push(started);
    return started;
  };
}
