import { type AuditEntry, isInZone, type Outcome, operationOf, sizeOf } from './audit.js';
import { MINUTE_MS } from './duration.js';
import { type GpuTime, gpuTime, type Window } from './money/gpu-time.js';

/** A moment of a deployment's history, and what it used from then until the next. */
export interface HistoryRow {
  zone: string;
  /** NaN where the event has no time that can be read. */
  atMs: number;
  /** Absent at the beginning of the window, and of a creation that no event tells of. */
  entry?: AuditEntry | undefined;
  /** What a row without an event is. */
  beginning?: 'as before' | 'create' | undefined;
  outcome?: Outcome | undefined;
  replicas: number | 'unknown';
  gpuCount: number | undefined;
  used: GpuTime;
}

/** The window that a history is about, and what is known of the deployment in it. */
export interface HistoryFrame extends Window {
  zone: string;
  /** Replicas at the window's beginning. */
  before: number | 'unknown';
  /** What the window begins with: a creation that no event tells of; absent where it begins with one that is told. */
  beginning: HistoryRow['beginning'];
  gpuCount: number | undefined;
  /** What came of each operation, by its ID. */
  outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * The history of one deployment: a row an event, in their order, and one before them for what the window begins with.
 * @param entries in the window, oldest first; those without a time last
 */
export function historyRows(entries: readonly AuditEntry[], frame: HistoryFrame): HistoryRow[] {
  const { zone, fromMs, toMs, before, beginning, gpuCount, outcomes } = frame;
  const rows: HistoryRow[] = [];
  let size = before;
  const used = (from: number, next: number | undefined, replicas: typeof size) => {
    const end = next === undefined || Number.isNaN(next) ? toMs : Math.min(next, toMs);
    return gpuTime([{ fromMs: from, toMs: Math.max(from, end), replicas }], gpuCount);
  };
  if (beginning) {
    const first = used(fromMs, entries[0]?.atMs, before);
    rows.push({ zone, atMs: fromMs, beginning, replicas: before, gpuCount, used: first });
  }
  for (const [i, entry] of entries.entries()) {
    const told = outcomes.get(operationOf(entry) ?? '');
    const outcome = entry.refused ? 'refused' : (told ?? (entry.unclear ? 'unclear' : undefined));
    size = Number.isNaN(entry.atMs) ? size : (sizeOf(entry, told) ?? size);
    const time = Number.isNaN(entry.atMs)
      ? { gpuMs: 0, unknownMs: 0 }
      : used(entry.atMs, entries[i + 1]?.atMs, size);
    rows.push({ zone, atMs: entry.atMs, entry, outcome, replicas: size, gpuCount, used: time });
  }
  return rows;
}

/** What is known of a deployment, to tell its events from others'. */
export interface KnownDeployment {
  id: string;
  name: string;
  zone: string;
  createdMs: number | undefined;
}

/** How far apart a creation's event and the deployment's own time of creation may be, in ms: the service tells both. */
const CREATED_WITHIN_MS = 2 * MINUTE_MS;

/**
 * Is the event one of this deployment, or a creation of its name that was refused? A creation does not know its ID yet:
 * where its operation does not tell, name and time do; `about` is what operations were about, by their IDs.
 */
export function isAbout(
  entry: AuditEntry,
  { id, name, zone, createdMs }: KnownDeployment,
  about: ReadonlyMap<string, string> = new Map(),
): boolean {
  if (entry.ids.includes(id.toLowerCase())) return true;
  if (entry.action !== 'create') return false;
  const told = about.get(operationOf(entry) ?? '');
  if (told !== undefined) return told === id.toLowerCase();
  if (entry.name !== name || !isInZone(entry.event, zone)) return false;
  return entry.refused || createdMs === undefined || msApart(entry, createdMs) <= CREATED_WITHIN_MS;
}

/** May the event be its creation, under whatever name? */
export function mayBeCreation(entry: AuditEntry, { createdMs }: Pick<KnownDeployment, 'createdMs'>): boolean {
  if (entry.action !== 'create' || entry.refused || createdMs === undefined) return false;
  return msApart(entry, createdMs) <= CREATED_WITHIN_MS;
}

/** Milliseconds between an event and a creation. */
export const msApart = ({ atMs }: AuditEntry, createdMs: number) => Math.abs(atMs - createdMs);
