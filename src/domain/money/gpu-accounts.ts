import { type AuditEntry, type Outcome, operationOf } from '../audit.js';
import { cached } from '../cached.js';
import { isAbout, msApart } from '../history.js';
import { type Living, type Subject, sizesOf } from './gpu-sizes.js';
import type { Stretch, Window } from './gpu-time.js';

/** The sizes of a deployment over a window, living or gone. What is not known is absent. */
export interface GpuAccount {
  /** Empty where only events tell of it, and name none. */
  zone: string;
  /** How sure it is that it is this zone's: it is there, its creation is; or its events are told there. */
  certainty: 'living' | 'created' | 'told';
  /** The event that created it, where it is known; the same in every zone that tells of it. */
  creation?: string | undefined;
  id?: string | undefined;
  name?: string | undefined;
  gpuType?: string | undefined;
  gpuCount?: number | undefined;
  stretches: Stretch[];
}

/** What a zone tells. */
export interface ZoneAudit {
  zone: string;
  living: readonly Living[];
  /** From the window's beginning, or further back, until now; oldest first. */
  entries: readonly AuditEntry[];
  /** What became of operations, and which deployment they were about, by the operations' IDs. */
  outcomes: ReadonlyMap<string, Outcome>;
  about: ReadonlyMap<string, string>;
}

/**
 * The account of every deployment a zone's events or lists tell of. Where events leave open how many replicas there were,
 * the time is `unknown`: before the first change that is told, after the creation of what is gone and cannot be
 * followed, after the last event of what is gone without a deletion, and after the last change of what has another size
 * now than that gave it.
 */
export function accountsOf(
  { zone, living, entries, outcomes, about }: ZoneAudit,
  window: Window,
): GpuAccount[] {
  const subjects = new Map<string, Subject>();
  for (const one of living) subjects.set(one.id, { living: one, id: one.id, entries: [] });
  const timed = entries.filter(({ atMs, refused }) => !Number.isNaN(atMs) && !refused);
  for (const entry of timed) {
    const found = keyOf(entry, zone, living, about);
    if (found === undefined) continue;
    const { key, id } = found;
    // Whether such a creation made anything is not known, and nothing else tells of a deployment.
    if (entry.unclear && id === undefined) continue;
    const subject = cached(subjects, key, () => ({ id, entries: [] }));
    subject.entries.push(entry);
    if (entry.action === 'create') subject.creation = entry;
  }
  return [...subjects.values()].map((subject) => ({
    ...placeOf(subject, zone),
    id: subject.id,
    name: subject.living?.name ?? subject.creation?.name,
    gpuType: subject.living?.gpuType ?? subject.creation?.gpuType,
    gpuCount: subject.living?.gpuCount ?? subject.creation?.gpuCount,
    stretches: sizesOf(subject, outcomes, window),
  }));
}

/** Events that name no zone are told by each of them. */
function placeOf(
  { living, id, creation, entries }: Subject,
  zone: string,
): Pick<GpuAccount, 'zone' | 'certainty' | 'creation'> {
  const certainty = living ? 'living' : creation && id !== undefined ? 'created' : 'told';
  const isNamed = certainty !== 'told' || entries.some(({ event }) => event.zone !== undefined);
  return {
    zone: isNamed ? zone : '',
    certainty,
    creation: creation && `${operationOf(creation)} ${creation.event.zone} ${creation.atMs} ${creation.name}`,
  };
}

const CERTAINTIES: readonly GpuAccount['certainty'][] = ['living', 'created', 'told'];

/**
 * What several zones tell of, once: as the one tells that knows most of it. What is there now is told apart by its ID alone:
 * two of a name that were made at one time may have been given the same event.
 */
export function onceEach(accounts: readonly GpuAccount[]): GpuAccount[] {
  const rank = ({ certainty }: GpuAccount) => CERTAINTIES.indexOf(certainty);
  const seen = new Set<string>();
  const isSeen = (name: string | undefined) => name !== undefined && seen.has(name);
  return [...accounts]
    .sort((a, b) => rank(a) - rank(b))
    .filter(({ certainty, id, creation }) => {
      const isNew = !isSeen(id) && (certainty === 'living' || !isSeen(creation));
      for (const name of [id, creation]) if (name !== undefined) seen.add(name);
      return isNew;
    });
}

/** Whose event it is: a living deployment's, that of an ID that is gone, or a creation that cannot be followed. */
function keyOf(
  entry: AuditEntry,
  zone: string,
  living: readonly Living[],
  about: ZoneAudit['about'],
): { key: string; id: string | undefined } | undefined {
  const operation = operationOf(entry) ?? '';
  const among = living.filter((one) => isAbout(entry, { ...one, zone }, about));
  // Where several have the name, it is the one created nearest to the event.
  const far = ({ createdMs }: Living) => (createdMs === undefined ? 0 : msApart(entry, createdMs));
  const [known] = among.sort((a, b) => far(a) - far(b));
  const id = known?.id ?? entry.target ?? about.get(operation);
  if (id !== undefined) return entry.action || known ? { key: id, id } : undefined;
  return entry.action === 'create' ? { key: `${operation} ${entry.atMs}`, id: undefined } : undefined;
}

/** Is there a time of which it is not known how many replicas there were, though earlier events might tell? */
export function lacksBeginning({ stretches }: GpuAccount): boolean {
  return stretches[0]?.replicas === 'unknown';
}
