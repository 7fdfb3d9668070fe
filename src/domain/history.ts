import { type AuditEntry, isInZone, type Outcome, operationOf, sizeOf } from './audit.js';
import { MINUTE_MS } from './duration.js';
import { type GpuTime, gpuTime, type Window } from './money/gpu-time.js';

/** A row of a deployment's history: an event, and the GPU time from then until the next row. */
export interface HistoryRow {
  zone: string;
  /** NaN if the event has no readable time. */
  atMs: number;
  /** Absent in a row without an event, which says how the window begins. */
  entry?: AuditEntry | undefined;
  /** Only in a row without an event: `create` for a creation that no event records, else `as before`. */
  beginning?: 'as before' | 'create' | undefined;
  outcome?: Outcome | undefined;
  replicas: number | 'unknown';
  gpuCount: number | undefined;
  used: GpuTime;
}

/** The window of a history, and what is known of the deployment in it. */
export interface HistoryFrame extends Window {
  zone: string;
  /** Replicas at the window's beginning. */
  before: number | 'unknown';
  /** The kind of the first row, which has no event; absent if the history begins with the event of the creation. */
  beginning: HistoryRow['beginning'];
  gpuCount: number | undefined;
  /** The outcome of each operation, by its ID. */
  outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * The history of one deployment: a row for each event, in their order, and before them one for the window's beginning.
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
    const operationOutcome = outcomes.get(operationOf(entry) ?? '');
    const outcome = entry.refused ? 'refused' : (operationOutcome ?? (entry.unclear ? 'unclear' : undefined));
    size = Number.isNaN(entry.atMs) ? size : (sizeOf(entry, operationOutcome) ?? size);
    const time = Number.isNaN(entry.atMs)
      ? { gpuMs: 0, unknownMs: 0 }
      : used(entry.atMs, entries[i + 1]?.atMs, size);
    rows.push({ zone, atMs: entry.atMs, entry, outcome, replicas: size, gpuCount, used: time });
  }
  return rows;
}

/** The facts by which a deployment's events are distinguished from those of others. */
export interface KnownDeployment {
  id: string;
  name: string;
  zone: string;
  createdMs: number | undefined;
}

/**
 * How far apart the event of a creation and the deployment's `created-at` may be, in ms. Both times are the service's.
 */
const CREATED_WITHIN_MS = 2 * MINUTE_MS;

/**
 * Is the event about this deployment, or a refused creation of its name? The request of a creation has no ID of the
 * deployment, so its operation decides; if that is not known, name and time do.
 * @param about the deployment that each operation was about, by the operation's ID
 */
export function isAbout(
  entry: AuditEntry,
  { id, name, zone, createdMs }: KnownDeployment,
  about: ReadonlyMap<string, string> = new Map(),
): boolean {
  if (entry.ids.includes(id.toLowerCase())) return true;
  if (entry.action !== 'create') return false;
  const aboutId = about.get(operationOf(entry) ?? '');
  if (aboutId !== undefined) return aboutId === id.toLowerCase();
  if (entry.name !== name || !isInZone(entry.event, zone)) return false;
  return entry.refused || createdMs === undefined || msApart(entry, createdMs) <= CREATED_WITHIN_MS;
}

/** May the event be the creation of the deployment, judged by time alone? It may have had another name then. */
export function mayBeCreation(entry: AuditEntry, { createdMs }: Pick<KnownDeployment, 'createdMs'>): boolean {
  if (entry.action !== 'create' || entry.refused || createdMs === undefined) return false;
  return msApart(entry, createdMs) <= CREATED_WITHIN_MS;
}

/** Milliseconds between an event and the time of a creation. */
export const msApart = ({ atMs }: AuditEntry, createdMs: number) => Math.abs(atMs - createdMs);
