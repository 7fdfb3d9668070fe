/*
 * `npm test` tries the same random cases every time. `npm run test:all` sets a new seed in EXO_DI_TEST_SEED and tries
 * twenty times as many. When it finds a failing case, add that case to the `examples` of the property by value, because
 * the seed reproduces it only until a generator changes.
 */
const given = process.env.EXO_DI_TEST_SEED;

/** True in the long run (`npm run test:all`), with a seed of its own and every combination. */
export const LONG_RUN = given !== undefined;

/** The seed for everything random in a test. */
export const SEED = Number(given ?? 20_260_101);

/** How often a property is tried: `count` times, and twenty times that in the long run. */
export function runs(count: number): number {
  return LONG_RUN ? 20 * count : count;
}

/** Makes a source of UUIDs in order, …0001, …0002, to replace random ones. */
export function ids(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
}

/** A pseudo-random number generator with a seed (mulberry32): 0 ≤ number < 1. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
