/** A UUID, the form of every ID of the service. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

const ANY_ID = '00000000-0000-0000-0000-000000000000';
/**
 * The number of characters that a list shows of an ID if it has no room for the whole. Commands accept them for the ID.
 */
export const LEAST_BEGINNING = 8;

/** Is the text the first 8 or more characters of an ID, or a whole one? */
export function isBeginningOfId(text: string): boolean {
  return text.length >= LEAST_BEGINNING && isId(text + ANY_ID.slice(text.length));
}
