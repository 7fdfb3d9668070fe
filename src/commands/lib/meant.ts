import { isBeginningOfId, isId } from '../../domain/id.js';
import { ExoError } from '../../errors.js';

/** The part that things of any kind have in the service's answers. */
export interface Named {
  id?: string | undefined;
  name: string;
}

/** A test for the thing with that ID, in capitals or not. */
export const hasId = (id: string) => (one: Pick<Named, 'id'>) => one.id?.toLowerCase() === id.toLowerCase();

/** The known things with an ID, in capitals or not, that none of the listed ones has. */
export function notAmong<T extends Pick<Named, 'id'>>(
  known: readonly T[],
  listed: readonly Pick<Named, 'id'>[],
): (T & { id: string })[] {
  const ids = new Set(listed.map(({ id }) => id?.toLowerCase()));
  const isLacking = (one: T): one is T & { id: string } =>
    one.id !== undefined && !ids.has(one.id.toLowerCase());
  return known.filter(isLacking);
}

/**
 * Does the text mean this thing: by its name, its ID, or the beginning of its ID, as narrow lists show it? A text that
 * is the name of one thing and the beginning of another's ID matches both, and is then refused as ambiguous.
 */
export function isMeant(named: Named, nameOrId: string): boolean {
  return named.name === nameOrId || hasId(nameOrId)(named) || isBegun(named, nameOrId);
}

/** Does the text match only as the beginning of the ID? */
export const isBegun = ({ id, name }: Named, text: string) =>
  name !== text &&
  isBeginningOfId(text) &&
  !isId(text) &&
  id?.toLowerCase().startsWith(text.toLowerCase()) === true;

/** What tells one of several matches from the others, for the error. */
interface Marks {
  id: string | undefined;
  zone?: string;
  scope?: string;
}

/**
 * The only match; undefined if there is none.
 * @param what the matches, such as `deployments in at-vie-2`
 * @param marksOf what tells a match from the others
 * @throws ExoError conflict, code `ambiguous`, if there are several
 */
export function chooseMeant<M>(
  nameOrId: string,
  what: string,
  matches: readonly M[],
  marksOf: (match: M) => Marks,
  { how = 'name one by its ID', zone }: { how?: string; zone?: string | undefined } = {},
): M | undefined {
  if (matches.length <= 1) return matches[0];
  const marks = matches.map(marksOf);
  const lines = marks.map(({ id = '?', zone = '', scope }) => `${id}  ${scope ? `scope ${scope}` : zone}`);
  const why = isBeginningOfId(nameOrId) ? 'have that name, or an ID that begins with it' : 'have that name';
  throw new ExoError(
    'conflict',
    `${JSON.stringify(nameOrId)} is ambiguous: ${matches.length} ${what} ${why}`,
    { code: 'ambiguous', zone, hint: [`${how}:`, ...lines], details: { matches: marks } },
  );
}

/** The error if some zones did not answer and may have the thing. @param foundIn a zone that has one of that name */
export function notEverywhere(
  noun: string,
  nameOrId: string,
  { message, details }: ExoError,
  foundIn: string | undefined,
): ExoError {
  return new ExoError(
    'unavailable',
    `${noun} ${nameOrId} could not be looked for in every zone: ${message}`,
    {
      hint: foundIn
        ? `it is in ${foundIn}; if that one is meant, add -z ${foundIn}`
        : 'name its zone with -z ZONE',
      details,
    },
  );
}

/** The error for a thing that the service lists without an ID: without one nothing can be done with it. */
export const withoutId = (noun: string, name: string, zone: string) =>
  new ExoError('unexpected', `the service lists ${noun} ${JSON.stringify(name)} in ${zone} without an ID`, {
    zone,
  });
