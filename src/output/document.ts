type Schema = Readonly<Record<string, unknown>>;

/** A key of a JSON document: what its JSON Schema says of it, and what it holds. */
interface Key<T> {
  schema: Schema;
  value: (of: T) => unknown;
}

/** A JSON document that is no row of a view. Each key is named once: what is printed and its JSON Schema are made of it. */
export type Document<T> = Readonly<Record<string, Key<T>>>;

/** The document of something, ready for JSON. */
export function filled<T>(document: Document<T>, of: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).map(([key, { value }]) => [key, value(of)]));
}

export const schemaOf = <T>(document: Document<T>): Schema =>
  objectSchema(Object.fromEntries(Object.entries(document).map(([key, { schema }]) => [key, schema])));

/** The JSON Schema of an object with these keys and no others. */
export function objectSchema(properties: Schema, required: readonly string[] = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false };
}

export const text = <T>(value: (of: T) => string): Key<T> => ({ schema: { type: 'string' }, value });
export const number = <T>(value: (of: T) => number): Key<T> => ({ schema: { type: 'number' }, value });
export const yesOrNo = <T>(value: (of: T) => boolean): Key<T> => ({ schema: { type: 'boolean' }, value });
/** One of a few words. */
export const word = <T>(words: readonly string[], value: (of: T) => string): Key<T> => ({
  schema: { enum: words },
  value,
});
export const texts = <T>(value: (of: T) => readonly string[]): Key<T> => ({
  schema: { type: 'array', items: { type: 'string' } },
  value,
});

/** Null where there is none. */
export const textOrNone = <T>(value: (of: T) => string | undefined): Key<T> => ({
  schema: { type: ['string', 'null'] },
  value: (of) => value(of) ?? null,
});
export const numberOrNone = <T>(value: (of: T) => number | undefined): Key<T> => ({
  schema: { type: ['number', 'null'] },
  value: (of) => value(of) ?? null,
});

/** A document within a document: of what it is, and its keys. */
export const within = <T, U>(value: (of: T) => U, inner: Document<U>): Key<T> => ({
  schema: schemaOf(inner),
  value: (of) => filled(inner, value(of)),
});
export const withinOrNone = <T, U>(value: (of: T) => U | undefined, inner: Document<U>): Key<T> => ({
  schema: { anyOf: [schemaOf(inner), { type: 'null' }] },
  value(of) {
    const found = value(of);
    return found === undefined ? null : filled(inner, found);
  },
});
export const listOf = <T, U>(value: (of: T) => readonly U[], inner: Document<U>): Key<T> => ({
  schema: { type: 'array', items: schemaOf(inner) },
  value: (of) => value(of).map((one) => filled(inner, one)),
});
