import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LONG_RUN } from './chance.js';

/** Environment variables of the machine that tests must not see; a test that wants one sets it. */
const SURROUNDINGS =
  /^(EXOSCALE_|EXO_DI_(?!TEST_)|HF_TOKEN$|\w+_PROXY$|NO_COLOR$|FORCE_COLOR$|TERM$|COLUMNS$|LINES$|LANG|LC_|XDG_|NODE_EXTRA_CA_CERTS$)/i;

/**
 * Prepares a run of the tests: a cache for all launchers that tests start, so that they use compiled code as for users,
 * a folder for home folders, and a folder for the counts of the fault suite, whose sums are printed at the end. All of
 * them are deleted afterwards. The machine's own settings are removed from the environment.
 */
export default function setup(): () => void {
  const cache = mkdtempSync(join(tmpdir(), 'exo-di-test-cache-'));
  const figures = mkdtempSync(join(tmpdir(), 'exo-di-test-figures-'));
  const homes = mkdtempSync(join(tmpdir(), 'exo-di-test-homes-'));
  for (const name of Object.keys(process.env)) if (SURROUNDINGS.test(name)) delete process.env[name];
  process.env.HOME = homes;
  process.env.TZ = LONG_RUN ? process.env.TZ : 'UTC';
  process.env.EXO_DI_TEST_CACHE = cache;
  process.env.EXO_DI_TEST_HOMES = homes;
  process.env.EXO_DI_TEST_FIGURES = figures;
  return () => {
    const sum: Record<string, number> = {};
    for (const file of readdirSync(figures)) {
      const seen: Record<string, number> = JSON.parse(readFileSync(join(figures, file), 'utf8'));
      for (const [name, count] of Object.entries(seen)) sum[name] = (sum[name] ?? 0) + count;
    }
    if (sum.tried)
      process.stdout.write(
        `\nfaults tried ${sum.tried}, objects lost ${sum.lost}, objects doubled ${sum.doubled}, wrong successes ${sum.wrongSuccesses}\n`,
      );
    // A shell that has just ended may still be writing its history.
    for (const folder of [cache, homes, figures])
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
}
