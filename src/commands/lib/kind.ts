import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { commandLine } from '../../domain/shell-words.js';
import { hasId, type Looking } from './look.js';
import type { Named } from './meant.js';

/** A kind of thing that has a name or, at least once the service has made it, an ID; read by that it is an `R`. */
export interface Kind<T, R extends T = T> {
  /** As commands have it. */
  resource: 'deployment' | 'model' | 'api-key';
  /** `deployment`, `API key`: for messages. */
  noun: string;
  /** Belongs to the organization, and so to no zone. */
  everywhere?: true;
  list(zone: ZoneClient, options?: CallOptions): Promise<readonly T[]>;
  read(zone: ZoneClient, id: string, options?: CallOptions): Promise<R>;
  /** The ones that are meant, of several that a name or ID fits in one zone; all of them when absent. */
  prefer?(items: readonly T[]): readonly T[];
}

/** What tells one kind from the others, in words. */
export type KindWords = Pick<Kind<never>, 'resource' | 'noun' | 'everywhere'>;

/** The zone in a command about one, where it has any. */
export const zoneFlag = ({ everywhere }: KindWords, zone: string) => (everywhere ? [] : ['-z', zone]);

/** One of them, as it is spoken of, and where it is looked for. */
export const wordsOf = (kind: KindWords, name: string, zone: string) => ({
  kind: kind.resource,
  what: `${kind.noun} ${name}`,
  name,
  zone,
  place: kind.everywhere ? '' : zone,
  check: commandLine(`${kind.resource} list`, [], zoneFlag(kind, zone)),
});

/** How one is looked at that may be gone: by its ID, and where that does not find it in the list. @param subject for messages */
export const lookingAt = <T extends Named, R extends T>(
  { list, read }: Kind<T, R>,
  { zone, id }: { zone: ZoneClient; id: string },
  subject?: string,
): Pick<Looking<R>, 'read' | 'isUnlisted'> => ({
  read: (options) => read(zone, id, { ...options, subject }),
  isUnlisted: async (options) => !(await list(zone, options)).some(hasId(id)),
});
