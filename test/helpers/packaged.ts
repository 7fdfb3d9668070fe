import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ownFolder } from './folder.js';
import { until } from './until.js';

const SCRIPT = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));
/** Whose folder it is makes it, and says in it when that has ended. */
const CLAIM = join(process.env.EXO_DI_TEST_CACHE ?? ownFolder(), 'packaged');

/**
 * Sees to what the package has beside the bundle, in dist/: the declarations of exo-di/client and the manual pages. It
 * takes a compiler, so it is made once in a run: by whoever asks first, and everybody else waits for it.
 */
export async function packaged(): Promise<void> {
  const ended = join(CLAIM, 'ended');
  try {
    mkdirSync(CLAIM);
  } catch {
    return until(() => existsSync(ended));
  }
  try {
    await promisify(execFile)(process.execPath, [SCRIPT, '--if-missing']);
  } finally {
    writeFileSync(ended, '');
  }
}
