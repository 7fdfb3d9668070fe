import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished, vi } from 'vitest';

/** Makes the next call of one of Node's file functions fail, as on a full or read-only disk. */
export function failOnce(name: 'openSync' | 'writeSync' | 'fsyncSync' | 'renameSync', code: string): void {
  const spy = vi.spyOn(fs, name).mockImplementationOnce(() => {
    throw Object.assign(new Error(code), { code });
  });
  // Makes the spy visible to modules that have imported the function by name.
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}
