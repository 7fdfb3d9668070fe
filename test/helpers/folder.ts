import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is this test's, or this file's, alone, and its owner's: all of them are gone when the run has ended. */
export const ownFolder = () => mkdtempSync(join(process.env.EXO_DI_TEST_HOMES ?? tmpdir(), 'own-'));
