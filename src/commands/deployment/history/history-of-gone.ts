import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { type AuditEntry, isInZone, type Outcome, operationOf, sizeOf } from '../../../domain/audit.js';
import { DAY_MS } from '../../../domain/duration.js';
import { type HistoryRow, historyRows } from '../../../domain/history.js';
import { isId } from '../../../domain/id.js';
import type { Window } from '../../../domain/money/gpu-time.js';
import { commandLine } from '../../../domain/shell-words.js';
import { type ExoError, failureOf } from '../../../errors.js';
import { askZones, chosenZone, clientsOf, gather } from '../../lib/asked-zones.js';
import { eventsOf, MOST_BACK_MS } from '../../lib/events.js';

/**
 * The history of a deployment that no list has any more, by its ID, or by the name its creation gave it.
 * @param notFound thrown where no event tells of it
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
  // Whoever may not read events, or does not reach a zone, is told what was asked first.
  if (answers.every((answer) => 'error' in answer)) throw notFound;
  const { items } = gather(deps, answers);
  // Of several of one name, the last that was created; where zones tell of the same, the one that tells most.
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

/** So many times further back it is looked next. */
const FURTHER = 4;

/** One that is gone for longer than it was looked back has left no trace there. */
function furtherBack(
  nameOrId: string,
  zone: string | undefined,
  { fromMs, toMs }: Window,
): string | undefined {
  const days = Math.ceil((FURTHER * (toMs - fromMs)) / DAY_MS);
  if (days * DAY_MS > MOST_BACK_MS) return undefined;
  const flags = ['--since', `${days}d`, ...(zone === undefined ? [] : ['-z', zone])];
  return `of one that is gone look further back: ${commandLine('deployment history', [nameOrId], flags)}`;
}

/** What a zone tells of a deployment that is gone, its creation apart, where that is among it. */
async function traceOf(zone: ZoneClient, events: readonly AuditEntry[], nameOrId: string) {
  const asked = isId(nameOrId) ? nameOrId.toLowerCase() : undefined;
  const created = events.filter(({ action, refused }) => action === 'create' && !refused);
  const named = created.filter(({ name }) => name === nameOrId);
  const touched = asked ? events.filter(({ ids }) => ids.includes(asked)) : [];
  if (named.length === 0 && touched.length === 0) return undefined;
  const operations = await operationsOf(zone, asked ? [...created, ...touched] : [...events]);
  const idOf = (entry: AuditEntry) => operations.about.get(operationOf(entry) ?? '');
  const creation = asked ? created.find((entry) => idOf(entry) === asked) : named.at(-1);
  const id = asked ?? (creation && idOf(creation));
  const entries = events.filter(
    (entry) => entry === creation || (id !== undefined && entry.ids.includes(id)),
  );
  return { zone, entries, creation, operations };
}

/** Operations that are looked at, of the newest events; the service does not keep them for ever. */
const MOST = 40;
const AT_ONCE = 4;

/** What operations have come to, by their IDs, and what they were about. */
export interface Operations {
  outcomes: Map<string, Outcome>;
  /** The ID of the deployment an operation was about. */
  about: Map<string, string>;
}

/**
 * Looks at the operations that events have begun, where their IDs are those of operations, which is not documented: when
 * the service does not know the newest of them, no other is asked for. What cannot be read stays unknown.
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
