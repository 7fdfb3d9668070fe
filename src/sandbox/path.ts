import { badRequest } from './problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The `{id}` of a path. @throws Problem 400 when it is not a UUID */
export function pathId(text: string): string {
  if (!isUuid(text)) throw badRequest(`The ID in the path must be a UUID, not ${text}.`);
  return text;
}
