import fc from 'fast-check';
import { afterAll, afterEach } from 'vitest';
import { runs, SEED } from './chance.js';
import { hasHints } from './hinted.js';
import { takeStrays } from './network-guard.js';

// For every property: none draws a seed of its own.
fc.configureGlobal({ seed: SEED, numRuns: runs(100) });

// What a test starts with this process's environment asks no public price feed.
process.env.EXO_DI_PRICES ??= 'off';

/** Whoever asks for another machine fails, even where the program went on. */
function staysHere(): void {
  const strays = takeStrays();
  if (strays.length > 0) throw new Error(`a test reaches beyond this machine: ${strays.join(', ')}`);
}
afterEach(staysHere);
afterAll(staysHere);

/** Whatever command a test was told to type has to be one. */
afterAll(async () => {
  if (hasHints()) await (await import('./hints-run.js')).checkHints();
});
