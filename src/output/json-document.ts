type Schema = Readonly<Record<string, unknown>>;

/** A key of a JSON document: its JSON Schema, and how to read its value. */
interface Key<T> {
  schema: Schema;
  value: (of: T) => unknown;
}

/** A JSON document that is not a row of a view. Both the JSON and its JSON Schema are made from this one list. */
export type Document<T> = Readonly<Record<string, Key<T>>>;

/** Fills a document from an object, ready for JSON: a key without a value is null. */
export function filled<T>(document: Document<T>, of: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).map(([key, { value }]) => [key, value(of) ?? null]));
}

export const schemaOf = <T>(document: Document<T>): Schema =>
  objectSchema(Object.fromEntries(Object.entries(document).map(([key, { schema }]) => [key, schema])));

/** The JSON Schema of an object with these keys and no others. */
export function objectSchema(properties: Schema, required: readonly string[] = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false };
}

const key =
  <V>(schema: Schema) =>
  <T>(value: (of: T) => V): Key<T> => ({ schema, value });

export const text = key<string>({ type: 'string' });
export const number = key<number>({ type: 'number' });
export const yesOrNo = key<boolean>({ type: 'boolean' });
export const texts = key<readonly string[]>({ type: 'array', items: { type: 'string' } });
export const textOrNone = key<string | undefined>({ type: ['string', 'null'] });
export const numberOrNone = key<number | undefined>({ type: ['number', 'null'] });
/** One of a few words. */
export const word = <T>(words: readonly string[], value: (of: T) => string) =>
  key<string>({ enum: words })(value);

/** A document as the value of a key: `value` reads the inner object, `inner` lists the inner document's keys. */
export const within = <T, U>(value: (of: T) => U, inner: Document<U>): Key<T> => ({
  schema: schemaOf(inner),
  value: (of) => filled(inner, value(of)),
});
export const withinOrNone = <T, U>(value: (of: T) => U | undefined, inner: Document<U>): Key<T> => ({
  schema: { anyOf: [schemaOf(inner), { type: 'null' }] },
  value(of) {
    const found = value(of);
    return found === undefined ? undefined : filled(inner, found);
  },
});
export const listOf = <T, U>(value: (of: T) => readonly U[], inner: Document<U>): Key<T> => ({
  schema: { type: 'array', items: schemaOf(inner) },
  value: (of) => value(of).map((one) => filled(inner, one)),
});
