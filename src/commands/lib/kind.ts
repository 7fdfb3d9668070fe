import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { KNOWN_ZONES } from '../../domain/known-zones.js';
import { hintOfMeant } from '../../domain/likely.js';
import { atZone, commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { Looking } from './look.js';
import { hasId, type Named } from './meant.js';

/** A kind of thing with a name and an ID. A list shows it as a `T`; read by its ID it is an `R`. */
export interface Kind<T, R extends T = T> {
  /** The group of commands that is about it. */
  resource: 'deployment' | 'model' | 'api-key';
  /** `deployment`, `API key`: for messages. */
  noun: string;
  /** It belongs to the organization and not to a zone. */
  everywhere?: true;
  list(zone: ZoneClient, options?: CallOptions): Promise<readonly T[]>;
  read(zone: ZoneClient, id: string, options?: CallOptions): Promise<R>;
  /** Of several matches in one zone, those that are meant; without it, all of them. */
  prefer?(items: readonly T[]): readonly T[];
}

export type KindWords = Pick<Kind<never>, 'resource' | 'noun' | 'everywhere'>;

/** The -z flag of a command about a thing of this kind; none if it has no zone. */
export const zoneFlag = ({ everywhere }: KindWords, zone: string | undefined) =>
  atZone(everywhere ? undefined : zone);

/** The words for one thing, and the command that looks for it. */
export const wordsOf = (kind: KindWords, name: string, zone: string) => ({
  kind: kind.resource,
  what: `${kind.noun} ${name}`,
  name,
  zone,
  place: kind.everywhere ? '' : zone,
  check: commandLine(`${kind.resource} list`, [], zoneFlag(kind, zone)),
});

/**
 * The error if all zones that were asked have answered, and none has the things.
 * @param zone the only zone that was asked
 * @param elsewhere other zones that have the thing
 * @param there the names that the asked zones have; similar names are suggested only for a single missing one
 */
export function notFound(
  kind: KindWords,
  names: readonly string[],
  zone: string | undefined,
  { elsewhere = [], there }: { elsewhere?: readonly string[]; there: readonly string[] },
): ExoError {
  const [typed = '', ...others] = names;
  const [noun, were] = others.length > 0 ? [`${kind.noun}s`, 'were'] : [kind.noun, 'was'];
  const where = kind.everywhere ? '' : ` in ${zone ?? 'any zone'}`;
  // Scripts for `exo` search its error for "not found".
  const message = `${noun} ${names.map((name) => JSON.stringify(name)).join(', ')} ${were} not found${where}`;
  const [first] = elsewhere;
  if (zone !== undefined && first !== undefined) {
    const hint = `it is in ${elsewhere.join(' and ')}: use -z ${first}`;
    return new ExoError('not-found', message, { zone, hint, meant: { typed: zone, words: [first] } });
  }
  const zones = kind.everywhere ? [] : KNOWN_ZONES.filter((known) => names.includes(known));
  const list = [
    ...zones.map((known) => `${known} is a zone: write -z ${known}`),
    `see what there is with: exo-di ${kind.resource} list`,
  ].join('\n');
  return new ExoError('not-found', message, {
    zone,
    ...hintOfMeant(typed, others.length > 0 ? [] : there, list),
  });
}

/** How to look at a thing that may be gone: by its ID, then in the list. @param subject its name in messages */
export const lookingAt = <T extends Named, R extends T>(
  { list, read }: Kind<T, R>,
  { zone, id }: { zone: ZoneClient; id: string },
  subject?: string,
): Pick<Looking<R>, 'read' | 'isUnlisted'> => ({
  read: (options) => read(zone, id, { ...options, subject }),
  isUnlisted: async (options) => !(await list(zone, options)).some(hasId(id)),
});
