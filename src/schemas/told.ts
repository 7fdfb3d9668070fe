import * as z from 'zod/mini';

/*
 * The optional fields of an answer. A number that comes as text is read as a number, and a value of the wrong type
 * counts as absent: an odd field of one deployment must not hide all the others, because nobody stops a deployment that
 * is not shown. `z.catch` would do this, too, but with it esbuild puts all of zod into one chunk, and every start loads
 * the code that makes JSON Schemas.
 */

/** An optional field: `read` turns its raw value into one for the schema, or into undefined, which counts as absent. */
export const told = <T extends z.ZodMiniType>(read: (value: unknown) => unknown, schema: T) =>
  z.optional(z.pipe(z.transform(read), z.optional(schema)));

/** A number, also as text. */
export const toldNumber = () => told(numberIn, z.number());

/** A count: a number below zero, or one that is not whole, counts as absent. */
export const toldCount = () => told((value) => countIn(numberIn(value)), z.number());

/** A text. */
export const toldText = () => told(textIn, z.string());

/** A text; empty if it is absent. */
export const textOrEmpty = () =>
  z.pipe(
    z.transform((value: unknown) => textIn(value) ?? ''),
    z.string(),
  );

/** An optional field of a schema, in which null counts as absent. */
export const orNull = <T extends z.ZodMiniType>(schema: T) => told((value) => value ?? undefined, schema);

/** A list of texts; one with anything else in it counts as absent. */
export const toldTexts = () => told(textsIn, z.array(z.string()));

/** The value as an object with keys; undefined for a list and everything else. */
export function objectIn(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const textIn = (value: unknown) => (isText(value) ? value : undefined);
const textsIn = (value: unknown) => (Array.isArray(value) && value.every(isText) ? value : undefined);

const countIn = (number = Number.NaN) => (Number.isSafeInteger(number) && number >= 0 ? number : undefined);

function numberIn(value: unknown): number | undefined {
  if (isText(value)) return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
