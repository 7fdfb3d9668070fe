import { isBeginningOfId, isId } from '../../domain/id.js';
import { hintOfMeant } from '../../domain/likely.js';
import { ExoError } from '../../errors.js';

/** What any kind has in an answer of the service. */
export interface Named {
  id?: string | undefined;
  name: string;
}

/**
 * Does a name, an ID, or the beginning of one as narrow lists show it, mean this one? What is the name of one and the
 * beginning of another means both, and so none for sure.
 */
export function isMeant(named: Named, nameOrId: string): boolean {
  const { id, name } = named;
  return name === nameOrId || id?.toLowerCase() === nameOrId.toLowerCase() || isBegun(named, nameOrId);
}

/** By the beginning of its ID, and by nothing else. */
export const isBegun = ({ id, name }: Named, text: string) =>
  name !== text &&
  isBeginningOfId(text) &&
  !isId(text) &&
  id?.toLowerCase().startsWith(text.toLowerCase()) === true;

/** What tells one of several from the others. */
interface Marks {
  id: string | undefined;
  zone?: string;
  scope?: string;
}

/**
 * The one of the matches that is meant; undefined when there is none.
 * @param what they are: `deployments in at-vie-2` @param marksOf what tells one from the others
 * @throws ExoError conflict, code `ambiguous`, when there are several
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

/** Some zones did not answer, and it may be in one of them. @param foundIn a zone that has one of that name */
export function notEverywhere(
  noun: string,
  nameOrId: string,
  { message, details }: ExoError,
  foundIn: string | undefined,
): ExoError {
  return new ExoError('unavailable', `${noun} ${nameOrId} could not be looked for everywhere: ${message}`, {
    hint: foundIn
      ? `it is in ${foundIn}; if that one is meant, add -z ${foundIn}`
      : 'name its zone with -z ZONE',
    details,
  });
}

/**
 * Every zone that was asked has answered.
 * @param elsewhere the other zones that have it @param there what there is where it was looked for
 */
export function notFound(
  noun: string,
  nameOrId: string,
  zone: string | undefined,
  { elsewhere, there }: { elsewhere: readonly string[]; there: readonly Named[] },
): ExoError {
  const message = `there is no ${noun} ${JSON.stringify(nameOrId)} in ${zone ?? 'any zone'}`;
  const [first] = elsewhere;
  if (zone !== undefined && first !== undefined) {
    const hint = `it is in ${elsewhere.join(' and ')}: use -z ${first}`;
    return new ExoError('not-found', message, { zone, hint, meant: { typed: zone, words: [first] } });
  }
  const names = there.map(({ name }) => name);
  const facts = hintOfMeant(nameOrId, names, `see what there is with: exo-di ${noun} list`);
  return new ExoError('not-found', message, { zone, ...facts });
}

/** What has no ID can be shown in a list, and nothing can be asked or done about it. */
export const withoutId = (noun: string, name: string, zone: string) =>
  new ExoError('unexpected', `the service lists ${noun} ${JSON.stringify(name)} in ${zone} without an ID`, {
    zone,
  });
