import * as z from 'zod/mini';

/*
 * What a service may tell of a thing, beside what it is called and the state it is in. A number that comes as text is that
 * number, and what is nothing of the kind counts as not told: one odd field of one object must not hide all the others,
 * for what is not shown is not stopped.
 */

/** A number, also as text. */
export const toldNumber = () => z.catch(z.optional(z.number()), (caught) => numberIn(caught));

/** A text. */
export const toldText = () => z.catch(z.optional(z.string()), undefined);

/** A text that is there, empty where it is not told. */
export const textOrEmpty = () => z.catch(z.string(), '');

/** Texts; a list that has anything else in it is not told. */
export const toldTexts = () => z.catch(z.optional(z.array(z.string())), undefined);

/** The number that stands in a text. @param caught what was found in its place; undefined where only the schema is asked */
function numberIn(caught: { input: unknown } | undefined): number | undefined {
  const text = caught?.input;
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
