import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished, vi } from 'vitest';
import { withoutMsw } from './setup.js';

/** Lets the next call of one of Node's own file functions fail, as a full or read-only disk does. */
export function failOnce(name: 'openSync' | 'writeSync' | 'fsyncSync' | 'renameSync', code: string): void {
  const spy = vi.spyOn(fs, name).mockImplementationOnce(() => {
    throw Object.assign(new Error(code), { code });
  });
  takeOver();
  onTestFinished(() => {
    spy.mockRestore();
    takeOver();
  });
}

/** What is imported from Node's modules becomes what they hold now: of all of them, and for the files of tests to come. */
const takeOver = () => withoutMsw(syncBuiltinESMExports);
