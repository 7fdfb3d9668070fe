/*
 * `npm test` tries the same cases every time. `npm run test:all` gives a seed of its own in EXO_DI_TEST_SEED, and
 * tries twenty times as many: what it finds goes into the `examples` of the property that failed, by value, because a
 * seed finds it again only until a generator changes.
 */
const given = process.env.EXO_DI_TEST_SEED;

/** This is the long run, with chance of its own and every combination. */
export const LONG_RUN = given !== undefined;

/** Where whatever is random in a test begins. */
export const SEED = Number(given ?? 20_260_101);

/** How often a property is tried: as often as it says, and twenty times that in the long run. */
export function runs(count: number): number {
  return LONG_RUN ? 20 * count : count;
}

/** UUIDs in order, in place of random ones: …0001, …0002. */
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
