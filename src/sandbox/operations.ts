import type { Operation } from '../schemas/operation.js';
import type { OperationRecord, Outcome } from './records.js';
import { byId, visible } from './visibility.js';
import type { Call } from './world.js';

/** How many operations are kept; the oldest are dropped. */
const KEPT = 5_000;
/** The end of an operation that never ends: a number, because JSON has no infinity. */
const NEVER = Number.MAX_SAFE_INTEGER;

interface OperationStart {
  /** The OpenAPI operation that started it: `scale-deployment`. */
  command: string;
  /** The kind of its object, as in paths, and the object's ID. */
  kind: 'deployment' | 'model' | 'api-key';
  id: string;
  /** The service's milliseconds, not yet divided by the speed. */
  durationMs: number;
  /** How the operation will fail, if that is certain from the start. */
  failure?: { reason: string; message: string } | undefined;
}

/** Starts the operation of an accepted change: it is pending until its duration has passed on the clock. */
export function startOperation(call: Call, start: OperationStart): OperationRecord {
  const { fault, world, now } = call;
  const due = fault?.atOnce ? now : now + start.durationMs / world.speed;
  const record: OperationRecord = {
    id: world.newId(),
    zone: call.zone,
    command: start.command,
    path: `/ai/${start.kind}/${start.id}`,
    referenceId: start.id,
    until: fault?.outcome === 'stuck' ? NEVER : due,
    outcome: outcomeOf(call, start),
  };
  if (start.failure) Object.assign(record, start.failure);
  else if (record.outcome === 'failure') {
    Object.assign(record, { reason: 'fault', message: 'The sandbox was told to let this operation fail' });
  }
  const { operations } = world.data;
  operations.push(record);
  if (operations.length > KEPT) operations.splice(0, operations.length - KEPT);
  return record;
}

/** Ends a pending operation as failed, because another change takes its place. */
export function interruptOperation(call: Call, id: string): void {
  const record = call.world.data.operations.find((operation) => operation.id === id);
  if (!record || record.until <= call.now) return;
  Object.assign(record, {
    until: call.now,
    outcome: 'failure',
    reason: 'interrupted',
    message: 'Interrupted by a later change',
  });
}

/** `get-operation`. @throws Problem 404 when the zone has no such operation */
export function getOperation(call: Call, id: string): Operation {
  return showOperation(call, byId(visible(call, call.world.data.operations), id, 'Operation'));
}

/** The operation on the wire, as of now. */
export function showOperation(call: Call, record: OperationRecord): Operation {
  const pending = record.until > call.now;
  const { id, referenceId, path, command } = record;
  return {
    id,
    state: pending ? 'pending' : record.outcome,
    reason: pending ? undefined : record.reason,
    message: pending ? undefined : record.message,
    reference: { id: referenceId, link: `/v2${path}`, command },
  };
}

function outcomeOf({ fault }: Call, { failure }: OperationStart): Outcome {
  if (failure || fault?.outcome === 'failure') return 'failure';
  return fault?.outcome === 'timeout' ? 'timeout' : 'success';
}
