import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { type AuditEntry, isInZone, operationOf, sizeOf } from '../../../domain/audit.js';
import { DAY_MS } from '../../../domain/duration.js';
import { type HistoryRow, historyRows } from '../../../domain/history.js';
import { isId } from '../../../domain/id.js';
import type { Window } from '../../../domain/money/gpu-time.js';
import { atZone, commandLine } from '../../../domain/shell-words.js';
import type { ExoError } from '../../../errors.js';
import { askZones, chosenZone, clientsOf, gather } from '../../lib/asked-zones.js';
import { eventsOf, MOST_BACK_MS, operationsOf } from '../../lib/audit-events.js';

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
  deps.io.say(`${nameOrId} is gone from ${zone.zone}: these are its events.`);
  const { outcomes } = operations;
  const ended = entries.some(
    (entry) => entry.action === 'delete' && sizeOf(entry, outcomes.get(operationOf(entry) ?? '')) === 0,
  );
  if (!ended)
    deps.io.warn(
      `no event shows when ${nameOrId} was deleted, so its GPU-hours are not known; with its ID, more events would be found`,
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
