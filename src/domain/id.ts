/** A UUID, the form of every ID of the service. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

const ANY_ID = '00000000-0000-0000-0000-000000000000';
/** How many characters of an ID a list shows where it has no room for the whole; they are taken for it. */
export const LEAST_BEGINNING = 8;

/** The first 8 characters of an ID, or more of it. */
export function isBeginningOfId(text: string): boolean {
  return text.length >= LEAST_BEGINNING && isId(text + ANY_ID.slice(text.length));
}
