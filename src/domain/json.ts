/*
 * Values of which nothing is known yet, as JSON, YAML or somebody's answer has them. Only own keys count.
 */

/** What stands under a key of something that may not even be an object. */
export function own(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** The list that stands under a key; an empty one where none does. */
export function ownList(value: unknown, key: PropertyKey): unknown[] {
  const list = own(value, key);
  return Array.isArray(list) ? list : [];
}

/** Keys with values; undefined for a list and everything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** What a text of JSON says; undefined where it is none. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
