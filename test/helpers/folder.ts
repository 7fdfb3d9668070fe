import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a folder for one test or test file, which only the user can read. All these folders are deleted after the run.
 */
export const ownFolder = () => mkdtempSync(join(process.env.EXO_DI_TEST_HOMES ?? tmpdir(), 'own-'));
