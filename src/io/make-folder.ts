import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../config/files.js';

/**
 * Makes a folder for this user alone, and the folders above it. Node's own `recursive` tries for ever where a parent
 * exists and refuses children as if it did not (`/proc`, an automounted `/home`).
 * @throws the system's error where it cannot be made
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    const parent = dirname(path);
    if (errorCode(error) !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    // Once more and not again: a parent that is there now and still refuses will not change its mind.
    await mkdir(path, { mode: 0o700 });
  }
}
