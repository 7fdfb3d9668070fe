/** Sorts by code unit, not by locale: the same order on every machine. */
export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Sorts by name, as `byText`. */
export const byName = (a: { name: string }, b: { name: string }) => byText(a.name, b.name);
