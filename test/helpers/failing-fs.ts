import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished, vi } from 'vitest';

/** Lets the next call of one of Node's own file functions fail, as a full or read-only disk does. */
export function failOnce(name: 'openSync' | 'writeSync' | 'fsyncSync' | 'renameSync', code: string): void {
  const spy = vi.spyOn(fs, name).mockImplementationOnce(() => {
    throw Object.assign(new Error(code), { code });
  });
  // What was imported by name becomes what the module holds now.
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}
