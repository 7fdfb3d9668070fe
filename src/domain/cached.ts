/**
 * The value of a key in a map; a missing one is made and stored.
 * @param most the largest number of entries: a full map is emptied, so that a long-lived program does not grow for ever
 */
export function cached<K, V>(known: Map<K, V>, key: K, make: () => V, most = Number.POSITIVE_INFINITY): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= most) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}
