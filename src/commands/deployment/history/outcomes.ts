import type { ZoneClient } from '../../../api/zone-client.js';
import { type AuditEntry, operationOf } from '../../../domain/audit.js';
import type { Outcome } from '../../../domain/history.js';
import { failureOf } from '../../../errors.js';

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
