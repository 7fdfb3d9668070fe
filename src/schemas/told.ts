import * as z from 'zod/mini';

/*
 * What a service may tell of a thing, beside what it is called and the state it is in. A number that comes as text is that
 * number, and what is nothing of the kind counts as not told: one odd field of one object must not hide all the others,
 * for what is not shown is not stopped. Not by `z.catch`: with that, esbuild puts all of zod into one piece, and a start
 * loads what makes JSON Schemas.
 */

/** What a schema takes of what is read from it, if anything. */
export const told = <T extends z.ZodMiniType>(read: (told: unknown) => unknown, schema: T) =>
  z.optional(z.pipe(z.transform(read), z.optional(schema)));

/** A number, also as text. */
export const toldNumber = () => told(numberIn, z.number());

/** A number of things: what is below zero, or no whole number, counts none. */
export const toldCount = () => told((told) => countIn(numberIn(told)), z.number());

/** A text. */
export const toldText = () => told(textIn, z.string());

/** A text that is there, empty where it is not told. */
export const textOrEmpty = () =>
  z.pipe(
    z.transform((told: unknown) => textIn(told) ?? ''),
    z.string(),
  );

/** What a schema reads, and null for what is not told. */
export const orNull = <T extends z.ZodMiniType>(schema: T) => told((value) => value ?? undefined, schema);

/** Texts; a list that has anything else in it is not told. */
export const toldTexts = () => told(textsIn, z.array(z.string()));

/** Keys with values. */
export function objectIn(told: unknown): Record<string, unknown> | undefined {
  return typeof told === 'object' && told !== null && !Array.isArray(told) ? { ...told } : undefined;
}

const isText = (told: unknown): told is string => typeof told === 'string';
const textIn = (told: unknown) => (isText(told) ? told : undefined);
const textsIn = (told: unknown) => (Array.isArray(told) && told.every(isText) ? told : undefined);

const countIn = (number = Number.NaN) => (Number.isSafeInteger(number) && number >= 0 ? number : undefined);

function numberIn(told: unknown): number | undefined {
  if (isText(told)) return /^-?\d+(\.\d+)?$/.test(told) ? Number(told) : undefined;
  return typeof told === 'number' && Number.isFinite(told) ? told : undefined;
}
