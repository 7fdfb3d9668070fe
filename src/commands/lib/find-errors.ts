import { hintOfMeant } from '../../domain/likely.js';
import { ExoError } from '../../errors.js';
import type { Named } from './meant.js';

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
