/** A level that was measured: so many requests at once, and whether the objective held. */
export interface Judged {
  level: number;
  isGood: boolean;
}

/** Beyond this many at once, one machine asks no more. */
export const MOST_AT_ONCE = 1_024;

/** How exactly a capacity is looked for: to one, from 16 at once on to an eighth. */
export const stepAt = (level: number) => Math.max(1, Math.floor(level / 8));

/**
 * The next level to measure in looking for the largest at which the objective holds: twice as many until it does not,
 * then halfway between, until both are a step apart.
 * @returns undefined once it is found
 */
export function nextLevel(measured: readonly Judged[]): number | undefined {
  const { held, failed } = bounds(measured);
  if (failed === undefined) {
    if (held >= MOST_AT_ONCE) return undefined;
    return Math.max(1, held * 2);
  }
  if (failed - held <= stepAt(held)) return undefined;
  return Math.floor((held + failed) / 2);
}

/** The largest level at which the objective holds with all below it; 0: not even at the least. */
export function capacityOf(measured: readonly Judged[]): number {
  return bounds(measured).held;
}

function bounds(measured: readonly Judged[]): { held: number; failed: number | undefined } {
  const bad = measured.filter(({ isGood }) => !isGood).map(({ level }) => level);
  const failed = bad.length > 0 ? Math.min(...bad) : undefined;
  const good = measured.filter(({ level, isGood }) => isGood && (failed === undefined || level < failed));
  return { held: Math.max(0, ...good.map(({ level }) => level)), failed };
}
