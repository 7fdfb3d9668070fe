import { afterAll } from 'vitest';

interface Closable {
  close(): unknown;
}

/** Takes what the tests of a file start, and closes it all at their end. */
export function closesAtEnd() {
  const open: Closable[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));
  return async <T extends Closable>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    open.push(started);
    return started;
  };
}
