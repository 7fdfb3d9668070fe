import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { type AuditEntry, isInZone, type Outcome, operationOf, sizeOf } from '../../../domain/audit.js';
import { DAY_MS } from '../../../domain/duration.js';
import { type HistoryRow, historyRows } from '../../../domain/history.js';
import { isId } from '../../../domain/id.js';
import type { Window } from '../../../domain/money/gpu-time.js';
import { atZone, commandLine } from '../../../domain/shell-words.js';
import { type ExoError, failureOf } from '../../../errors.js';
import { askZones, chosenZone, clientsOf, gather } from '../../lib/asked-zones.js';
import { eventsOf, MOST_BACK_MS } from '../../lib/events.js';

/**
 * The history of a deployment that no list shows any more. Its events are found by its ID, or by the name with which it
 * was created.
 * @param notFound the error of the search in the lists
 * @throws ExoError `notFound` if no event is about it, or if no zone lets its events be read
 */
export async function historyOfGone(
  deps: Deps,
  nameOrId: string,
  window: Window,
  notFound: ExoError,
): Promise<HistoryRow[]> {
  const zones = await clientsOf(deps, await chosenZone(deps));
  const answers = await askZones(zones, async (zone) => {
    const events = await eventsOf(zone, window);
    const here = events.filter(({ event }) => isInZone(event, zone.zone));
    const trace = await traceOf(zone, here, nameOrId);
    return trace ? [trace] : [];
  });
  // A missing permission or a failed connection would hide the answer to the question: there is no such deployment.
  if (answers.every((answer) => 'error' in answer)) throw notFound;
  const { items } = gather(deps, answers);
  // Zones can have had different deployments of this name: the one created last is meant. If events name no zone,
  // several zones can report the same deployment: then the zone with the most events is taken.
  const startOf = ({ creation, entries }: (typeof items)[number]) => creation?.atMs ?? entries[0]?.atMs ?? 0;
  const [last] = [...items].sort((a, b) => startOf(b) - startOf(a) || b.entries.length - a.entries.length);
  if (!last)
    throw notFound.retold({ hint: [notFound.hint, furtherBack(nameOrId, await chosenZone(deps), window)] });
  const { zone, entries, creation, operations } = last;
  deps.io.say(`${nameOrId} is gone from ${zone.zone}: this is what the events tell of it.`);
  const { outcomes } = operations;
  const ended = entries.some(
    (entry) => entry.action === 'delete' && sizeOf(entry, outcomes.get(operationOf(entry) ?? '')) === 0,
  );
  if (!ended)
    deps.io.warn(
      `no event tells when ${nameOrId} was deleted: its ID would find more, and GPU-hours are not known`,
    );
  return historyRows(entries, {
    zone: zone.zone,
    ...window,
    outcomes,
    ...(creation ? { before: 0, beginning: undefined } : { before: 'unknown', beginning: 'as before' }),
    gpuCount: ended ? creation?.gpuCount : undefined,
  });
}

/** How many times as far back as this command the suggested one looks. */
const FURTHER = 4;

/**
 * The hint to look further back, because a deployment that was deleted before the window has no events in it; undefined
 * if events are not read that far back.
 */
function furtherBack(
  nameOrId: string,
  zone: string | undefined,
  { fromMs, toMs }: Window,
): string | undefined {
  const days = Math.ceil((FURTHER * (toMs - fromMs)) / DAY_MS);
  if (days * DAY_MS > MOST_BACK_MS) return undefined;
  const flags = ['--since', `${days}d`, ...atZone(zone)];
  return `if it was deleted, name its ID or the name it was created with, or look further back: ${commandLine('deployment history', [nameOrId], flags)}`;
}

/**
 * The events of a zone about a deployment that is gone, with the event of its creation, if that is among them.
 * @returns undefined if no event is about it
 */
async function traceOf(zone: ZoneClient, events: readonly AuditEntry[], nameOrId: string) {
  const typedId = isId(nameOrId) ? nameOrId.toLowerCase() : undefined;
  const created = events.filter(({ action, refused }) => action === 'create' && !refused);
  const named = created.filter(({ name }) => name === nameOrId);
  const touched = typedId ? events.filter(({ ids }) => ids.includes(typedId)) : [];
  if (named.length === 0 && touched.length === 0) return undefined;
  const operations = await operationsOf(zone, typedId ? [...created, ...touched] : [...events]);
  const idOf = (entry: AuditEntry) => operations.about.get(operationOf(entry) ?? '');
  const creation = typedId ? created.find((entry) => idOf(entry) === typedId) : named.at(-1);
  const id = typedId ?? (creation && idOf(creation));
  const entries = events.filter(
    (entry) => entry === creation || (id !== undefined && entry.ids.includes(id)),
  );
  return { zone, entries, creation, operations };
}

/** The most operations to read, those of the newest events: the service does not keep operations for ever. */
const MOST = 40;
/** How many operations to read at once. */
const AT_ONCE = 4;

/** What is known of operations. Both maps are by the operation's ID. */
export interface Operations {
  outcomes: Map<string, Outcome>;
  /** The ID of the deployment that an operation was about, in small letters. */
  about: Map<string, string>;
}

/**
 * Reads the operations that the events have started. An event's `request-id` seems to be the ID of its operation, but
 * that is not documented: if the newest one cannot be read, the others are not asked for. Operations that cannot be
 * read are left out.
 */
export async function operationsOf(zone: ZoneClient, entries: readonly AuditEntry[]): Promise<Operations> {
  const found: Operations = { outcomes: new Map(), about: new Map() };
  const ids = entries.flatMap((entry) => (entry.refused || !entry.action ? [] : (operationOf(entry) ?? [])));
  const [newest, ...others] = ids.reverse().slice(0, MOST);
  if (newest === undefined || !(await look(zone, newest, found))) return found;
  for (let at = 0; at < others.length; at += AT_ONCE)
    await Promise.all(others.slice(at, at + AT_ONCE).map((id) => look(zone, id, found)));
  return found;
}

async function look(zone: ZoneClient, id: string, { outcomes, about }: Operations): Promise<boolean> {
  try {
    const { state, reason, reference } = await zone.getOperation(id);
    if (state === 'success') outcomes.set(id, 'done');
    else if (state === 'failure' && reason === 'interrupted') outcomes.set(id, 'interrupted');
    else if (state === 'failure' || state === 'timeout') outcomes.set(id, 'failed');
    if (reference?.id !== undefined) about.set(id, reference.id.toLowerCase());
    return true;
  } catch (error) {
    failureOf(error);
    return false;
  }
}
