/* Access to values of unknown type, from JSON, YAML or an answer. Only own properties count, never inherited ones. */

/** The value of a key; undefined if there is none, or if the value is no object. */
export function own(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** The value at the end of a path of keys; undefined if there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((around, key) => own(around, key), value);
}

/** The list of a key; an empty one if there is none. */
export function ownList(value: unknown, key: PropertyKey): unknown[] {
  const list = own(value, key);
  return Array.isArray(list) ? list : [];
}

/** The value as an object with keys; undefined for a list and everything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The value of a JSON text; undefined if the text is no JSON. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
