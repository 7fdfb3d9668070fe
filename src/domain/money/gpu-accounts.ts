import { type AuditEntry, type Outcome, operationOf } from '../audit.js';
import { cached } from '../cached.js';
import { isAbout, msApart } from '../history.js';
import { type Living, type Subject, sizesOf } from './gpu-sizes.js';
import type { Stretch, Window } from './gpu-time.js';

/** The numbers of replicas of a deployment over a window; it may be deleted by now. What is not known is absent. */
export interface GpuAccount {
  /** Empty if only events show the deployment, and none of them names a zone. */
  zone: string;
  /**
   * How sure it is that the deployment is in this zone. `living`: the zone lists it; `created`: the zone has the event
   * of its creation, and its ID is known; `told`: the zone has other events of it.
   */
  certainty: 'living' | 'created' | 'told';
  /** Identifies the event of the creation, equally in all zones that report it; absent if not known. */
  creation?: string | undefined;
  id?: string | undefined;
  name?: string | undefined;
  gpuType?: string | undefined;
  gpuCount?: number | undefined;
  stretches: Stretch[];
}

/** The deployments that a zone lists, and its events. */
export interface ZoneAudit {
  zone: string;
  living: readonly Living[];
  /** From the window's beginning, or earlier, until now; oldest first. */
  entries: readonly AuditEntry[];
  /** The outcome of each operation, and the deployment it was about, by the operation's ID. */
  outcomes: ReadonlyMap<string, Outcome>;
  about: ReadonlyMap<string, string>;
}

/**
 * The account of every deployment in the list or the events of a zone. The number of replicas is `unknown` where the
 * events do not give it: before the first recorded change; after the creation of a deleted deployment whose ID is not
 * known; after the last event of a deleted deployment whose deletion was not recorded; and after the last change of a
 * deployment that now has another number than that change gave it.
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
    // Whether such a creation made a deployment is not known, and nothing else shows one.
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

/** The zone of a deployment. Every zone reports the events that name no zone, so they do not say where it is. */
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
 * Each deployment once, although several zones report it: in the account that is most certain. Living deployments are
 * told apart by their IDs alone, because two of the same name made at the same time may have been given the same event
 * of creation.
 */
export function onceEach(accounts: readonly GpuAccount[]): GpuAccount[] {
  const rank = ({ certainty }: GpuAccount) => CERTAINTIES.indexOf(certainty);
  const seen = new Set<string>();
  const isSeen = (key: string | undefined) => key !== undefined && seen.has(key);
  return [...accounts]
    .sort((a, b) => rank(a) - rank(b))
    .filter(({ certainty, id, creation }) => {
      const isNew = !isSeen(id) && (certainty === 'living' || !isSeen(creation));
      for (const key of [id, creation]) if (key !== undefined) seen.add(key);
      return isNew;
    });
}

/** The deployment of an event: a living one, a deleted one by its ID, or one whose creation is all that is known. */
function keyOf(
  entry: AuditEntry,
  zone: string,
  living: readonly Living[],
  about: ZoneAudit['about'],
): { key: string; id: string | undefined } | undefined {
  const operation = operationOf(entry) ?? '';
  const among = living.filter((one) => isAbout(entry, { ...one, zone }, about));
  // If several have the name, the event belongs to the one created nearest to it.
  const far = ({ createdMs }: Living) => (createdMs === undefined ? 0 : msApart(entry, createdMs));
  const [known] = among.sort((a, b) => far(a) - far(b));
  const id = known?.id ?? entry.target ?? about.get(operation);
  if (id !== undefined) return entry.action || known ? { key: id, id } : undefined;
  return entry.action === 'create' ? { key: `${operation} ${entry.atMs}`, id: undefined } : undefined;
}

/** Is the number of replicas at the window's beginning unknown? Earlier events might give it. */
export function lacksBeginning({ stretches }: GpuAccount): boolean {
  return stretches[0]?.replicas === 'unknown';
}
