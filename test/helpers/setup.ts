import fc from 'fast-check';
import { afterAll, afterEach } from 'vitest';
import { runs, SEED } from './chance.js';
import { hasHints } from './hinted.js';
import { takeStrays } from './network-guard.js';

// All properties of fast-check use the seed of the run.
fc.configureGlobal({ seed: SEED, numRuns: runs(100) });

// Programs that a test starts with the environment of this process must not ask the public price feed.
process.env.EXO_DI_PRICES ??= 'off';

/** Fails a test that tried to reach another machine, even if the program handled the refusal. */
function staysHere(): void {
  const strays = takeStrays();
  if (strays.length > 0) throw new Error(`a test reaches beyond this machine: ${strays.join(', ')}`);
}
afterEach(staysHere);
afterAll(staysHere);

// Checks that every command which a message told people to type exists.
afterAll(async () => {
  if (hasHints()) await (await import('./hints-run.js')).checkHints();
});
