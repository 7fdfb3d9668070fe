import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ownFolder } from './folder.js';
import { until } from './until.js';

const SCRIPT = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));
/** The worker that manages to make this folder makes the package, and writes a file into the folder when it is done. */
const CLAIM = join(process.env.EXO_DI_TEST_CACHE ?? ownFolder(), 'packaged');

/**
 * Makes what the package has in dist/ beside the bundle: the declarations of exo-di/client and the manual pages.
 * Because that needs a slow compiler, it happens once in a run: the first caller does it, all others wait.
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
