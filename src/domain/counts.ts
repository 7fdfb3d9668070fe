/** `1 replica`, `3 replicas`, `0 replicas`. @param noun one that takes an s */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How often each value occurs. */
export function countsOf<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** `40960` as `40,960`. */
export const thousands = (count: number | string = ''): string =>
  String(count).replace(/\B(?=(\d{3})+$)/g, ',');
