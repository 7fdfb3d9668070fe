import { type AuditEntry, type Outcome, operationOf, sizeOf } from '../audit.js';
import { type SizeChange, type Stretch, stretches, type Window } from './gpu-time.js';

/** A deployment that is there now. */
export interface Living {
  id: string;
  name: string;
  createdMs: number | undefined;
  replicas: number | undefined;
  /** A change is under way: its events and its data may be of before and after. */
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
 * The sizes of a deployment over a window, as its events tell them; `unknown` where they leave that open.
 * @param outcomes what became of operations, by their IDs
 */
export function sizesOf(subject: Subject, outcomes: ReadonlyMap<string, Outcome>, window: Window): Stretch[] {
  const { living, entries } = subject;
  const after = (entry: AuditEntry) => sizeOf(entry, outcomes.get(operationOf(entry) ?? ''));
  const changes = entries.flatMap((entry): SizeChange[] => {
    const replicas = after(entry);
    return replicas === undefined ? [] : [{ atMs: entry.atMs, replicas }];
  });
  const last = changes.at(-1);
  // Without a change it has been as it is, since it was created.
  const isAsBefore = last === undefined && createdOf(subject) !== undefined;
  const before = isAsBefore ? (living?.replicas ?? 'unknown') : 'unknown';
  const isDeleted = entries.some((entry) => entry.action === 'delete' && after(entry) === 0);
  const all = [...beginning(subject, before), ...changes, ...unknowns(subject, last, isDeleted)];
  return stretches(all, window, before);
}

const createdOf = ({ creation, living }: Subject) => creation?.atMs ?? living?.createdMs;

/** Nothing until it was created; where no event tells of that, from then on what it had before its first change. */
function beginning(subject: Subject, before: SizeChange['replicas']): SizeChange[] {
  const createdMs = createdOf(subject);
  if (createdMs === undefined) return [];
  const nothing = { atMs: Number.NEGATIVE_INFINITY, replicas: 0 };
  return subject.creation ? [nothing] : [nothing, { atMs: createdMs, replicas: before }];
}

/** From when on it is not known how many replicas it had. @param last the last change of its size that is told */
function unknowns(subject: Subject, last: SizeChange | undefined, isDeleted: boolean): SizeChange[] {
  const { living, id, entries } = subject;
  const moments = [
    // It is gone, and no event tells when.
    !living && !isDeleted ? entries.at(-1)?.atMs : undefined,
    // After its creation it cannot be followed.
    id === undefined ? createdOf(subject) : undefined,
    last && isOther(last, living) ? last.atMs : undefined,
  ];
  return moments.flatMap((atMs) => (atMs === undefined ? [] : [{ atMs, replicas: 'unknown' }]));
}

/** Has it another size now than its last change gave it? Then one is missing among the events, or that one has failed. */
function isOther({ replicas }: SizeChange, living: Living | undefined): boolean {
  if (!living || living.isChanging || living.replicas === undefined) return false;
  return replicas !== 'unknown' && replicas !== living.replicas;
}
