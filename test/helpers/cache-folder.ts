import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One cache for every launcher that the tests start: they run on kept code as users do, and leave nothing behind. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'exo-di-test-cache-'));
  process.env.EXO_DI_TEST_CACHE = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
