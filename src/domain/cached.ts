/**
 * What a map has under a key; made, and kept, where it has nothing yet.
 * @param most so many entries: a full map is emptied, so that a long-lived program does not grow for ever
 */
export function cached<K, V>(known: Map<K, V>, key: K, make: () => V, most = Number.POSITIVE_INFINITY): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= most) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}
