import { type AuditEntry, type Outcome, operationOf, sizeOf } from '../audit.js';
import { type SizeChange, type Stretch, stretches, type Window } from './gpu-time.js';

/** A deployment that exists now. */
export interface Living {
  id: string;
  name: string;
  createdMs: number | undefined;
  replicas: number | undefined;
  /** A change is under way, so the number of replicas may already, or not yet, be the one of the last event. */
  isChanging?: boolean;
  gpuType: string | undefined;
  gpuCount: number | undefined;
}

export interface Subject {
  living?: Living;
  id?: string | undefined;
  creation?: AuditEntry | undefined;
  entries: AuditEntry[];
}

/**
 * The numbers of replicas of a deployment over a window, by its events; `unknown` where they do not give it.
 * @param outcomes the outcome of each operation, by its ID
 */
export function sizesOf(subject: Subject, outcomes: ReadonlyMap<string, Outcome>, window: Window): Stretch[] {
  const { living, entries } = subject;
  const after = (entry: AuditEntry) => sizeOf(entry, outcomes.get(operationOf(entry) ?? ''));
  const changes = entries.flatMap((entry): SizeChange[] => {
    const replicas = after(entry);
    return replicas === undefined ? [] : [{ atMs: entry.atMs, replicas }];
  });
  const last = changes.at(-1);
  const createdMs = createdOf(subject);
  // Without a recorded change, a deployment from before the window has had the same number of replicas in all of it. Of
  // a later one at least the event of its creation is missing, so others may be missing too.
  const isAsBefore = last === undefined && createdMs !== undefined && createdMs < window.fromMs;
  const before = isAsBefore ? (living?.replicas ?? 'unknown') : 'unknown';
  const isDeleted = entries.some((entry) => entry.action === 'delete' && after(entry) === 0);
  const all = [...beginning(subject, before), ...changes, ...unknowns(subject, last, isDeleted)];
  return stretches(all, window, before);
}

const createdOf = ({ creation, living }: Subject) => creation?.atMs ?? living?.createdMs;

/**
 * Zero replicas until the creation. If no event records the creation, the deployment has from then on what it had
 * before its first change.
 */
function beginning(subject: Subject, before: SizeChange['replicas']): SizeChange[] {
  const createdMs = createdOf(subject);
  if (createdMs === undefined) return [];
  const nothing = { atMs: Number.NEGATIVE_INFINITY, replicas: 0 };
  return subject.creation ? [nothing] : [nothing, { atMs: createdMs, replicas: before }];
}

/**
 * The moments from which the number of replicas is not known.
 * @param last the last recorded change of the number
 */
function unknowns(subject: Subject, last: SizeChange | undefined, isDeleted: boolean): SizeChange[] {
  const { living, id, entries } = subject;
  const moments = [
    // The deployment is deleted, and no event says when.
    !living && !isDeleted ? entries.at(-1)?.atMs : undefined,
    // Without an ID, events after the creation cannot be recognized as its own.
    id === undefined ? createdOf(subject) : undefined,
    last && isOther(last, living) ? last.atMs : undefined,
  ];
  return moments.flatMap((atMs) => (atMs === undefined ? [] : [{ atMs, replicas: 'unknown' }]));
}

/**
 * Does the deployment have another number of replicas than its last change gave it? Then a later event is missing, or
 * that change has failed.
 */
function isOther({ replicas }: SizeChange, living: Living | undefined): boolean {
  if (!living || living.isChanging || living.replicas === undefined) return false;
  return replicas !== 'unknown' && replicas !== living.replicas;
}
