// npm run test:all: runs every test with another seed and time zone each time, twenty times as many random cases, and
// every fault on every command. `-- --seed N` repeats a run; other arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const argv = process.argv.slice(2);
const at = argv.indexOf('--seed');
const [, given] = at < 0 ? [] : argv.splice(at, 2);
const seed = Number(given ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(seed)) {
  console.error(`error: --seed must be a whole number, not ${given}`);
  process.exit(2);
}

const zones = Intl.supportedValuesOf('timeZone');
const timezone = zones[seed % zones.length];
console.log(`seed ${seed}, time zone ${timezone}`);
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, 'run', ...argv], {
  stdio: 'inherit',
  env: { ...process.env, EXO_DI_TEST_SEED: String(seed), TZ: timezone },
});
console.log(`again with: npm run test:all -- --seed ${seed}`);
process.exit(status ?? 1);
