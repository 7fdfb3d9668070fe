import type { Event } from '../schemas/usage.js';
import { isId } from './id.js';
import { own } from './json.js';

/** What a change of a deployment is, where its event can be read so. */
export type Action = 'create' | 'scale' | 'update' | 'delete';

/**
 * What came of the change that an event tells of, by its HTTP status and, where the service still knows it, its operation.
 * A change that another one has `interrupted` counted until then; one that has `failed` was taken back; one that the
 * service answered with a failure of its own is `unclear`: it may have been carried out.
 */
export type Outcome = 'done' | 'failed' | 'interrupted' | 'refused' | 'unclear';

/** An event of the audit trail, read. What is not known is absent; how it was named stays beside what it is taken for. */
export interface AuditEntry {
  /** Milliseconds since the UNIX epoch; NaN where the event has no time that can be read. */
  atMs: number;
  event: Event;
  /** Only of what is about a deployment. */
  action?: Action | undefined;
  /** Every ID in it but its own, in small letters: the deployment's, or that of whatever it is about. */
  ids: readonly string[];
  /** The ID the request was sent to, in small letters: of its path alone. */
  target?: string | undefined;
  /** The name in the body: of what is created, or the new one of what is changed. */
  name?: string | undefined;
  replicas?: number | undefined;
  gpuType?: string | undefined;
  gpuCount?: number | undefined;
  /** The service refused the request (an HTTP status from 400 to 499): nothing was changed. */
  refused: boolean;
  /** The service failed (an HTTP status of 500 or more): the request may have been carried out, or not. */
  unclear: boolean;
  user?: string | undefined;
  keyName?: string | undefined;
  key?: string | undefined;
}

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * Reads an event (`list-events`). How dedicated inference is named in them is not documented, so each fact is looked for
 * wherever it may stand: an action in handler and message, else in the shape of the request.
 */
export function readEvent(event: Event): AuditEntry {
  const body = event['body-params'];
  const inPath = idsIn(`${JSON.stringify(event['path-params'] ?? '')} ${event.uri ?? ''}`);
  const elsewhere = idsIn(`${event.message ?? ''} ${JSON.stringify(body ?? '')}`);
  const status = Number(event.status);
  return {
    atMs: Date.parse(event.timestamp ?? ''),
    event,
    action: actionOf(event),
    ids: [...new Set([...inPath, ...elsewhere])],
    target: inPath[0],
    name: textAt(body, 'name'),
    replicas: countAt(body, 'replicas'),
    gpuType: textAt(body, 'gpu-type'),
    gpuCount: countAt(body, 'gpu-count'),
    refused: status >= 400 && status < 500,
    unclear: status >= 500,
    user: typeof event['iam-user'] === 'string' ? event['iam-user'] : personOf(event['iam-user']),
    keyName: textAt(event['iam-api-key'], 'name'),
    key: textAt(event['iam-api-key'], 'key'),
  };
}

/** Is it of this zone? A zone may tell the events of all. */
export const isInZone = ({ zone }: Event, name: string): boolean =>
  zone === undefined || zone.toLowerCase() === name.toLowerCase();

const idsIn = (text: string) => [...text.matchAll(UUIDS)].map(([id]) => id.toLowerCase());

const personOf = (user: unknown) => textAt(user, 'email') ?? textAt(user, 'name') ?? textAt(user, 'id');

/** What an event has done: the action it was read as, else what the service calls it. */
export function changeOf({ action, event }: AuditEntry): string {
  return action ?? event.handler ?? event.message ?? event.uri ?? '';
}

/** Who has made a change: a person, else a key, by its name and itself. */
export function whoOf({ user, keyName, key }: AuditEntry): string {
  if (user !== undefined) return user;
  if (keyName === undefined) return key ?? '';
  return key === undefined ? keyName : `${keyName} (${key})`;
}

/**
 * The number of replicas that a deployment has after an event; undefined if the event does not change it. A refused change
 * does not, nor does a failed one, except a creation, which leaves a deployment in state `error`. `unknown` if the event
 * does not tell the number, or if the change is unclear.
 * @param outcome what its operation tells; absent where no operation is known
 */
export function sizeOf(entry: AuditEntry, outcome?: Outcome): number | 'unknown' | undefined {
  const { action, replicas = 'unknown' } = entry;
  if (entry.refused || action === undefined || action === 'update') return undefined;
  if (entry.unclear && outcome === undefined) return 'unknown';
  if (action === 'create') return replicas;
  if (outcome === 'failed') return undefined;
  return action === 'delete' ? 0 : replicas;
}

/**
 * Puts answers together whose windows touch or overlap, oldest first: an event that several of them have is one.
 * Events whose time cannot be read come last.
 */
export function mergeEvents(answers: readonly (readonly Event[])[]): AuditEntry[] {
  const seen = new Set<string>();
  const merged: Event[] = [];
  for (const answer of answers) {
    const fresh = oldestFirst(answer).filter((event) => !seen.has(keyOf(event)));
    for (const event of fresh) seen.add(keyOf(event));
    merged.push(...fresh);
  }
  const last = Number.POSITIVE_INFINITY;
  const order = ({ atMs }: AuditEntry) => (Number.isNaN(atMs) ? last : atMs);
  return merged.map(readEvent).sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)));
}

/** An answer, turned round where it begins with its newest event: sorting keeps events of one moment as they stood. */
function oldestFirst(answer: readonly Event[]): readonly Event[] {
  const [first, last] = [answer[0], answer.at(-1)].map((event) => Date.parse(event?.timestamp ?? ''));
  return first !== undefined && last !== undefined && first > last ? [...answer].reverse() : answer;
}

const keyOf = (event: Event) =>
  event['request-id'] === undefined
    ? JSON.stringify(event)
    : `${event['request-id']} ${event.timestamp} ${event.handler} ${event.uri}`;

/** The ID of the operation an event has begun, where it may be one. */
export function operationOf({ event }: AuditEntry): string | undefined {
  const id = event['request-id'];
  return id !== undefined && isId(id) ? id.toLowerCase() : undefined;
}

/** What is read, or done to a key; a deployment may be called `catalog`. */
const NO_CHANGE = /\b(?:key|logs?)\b|apikey|reveal/;

function actionOf(event: Event): Action | undefined {
  const { handler, message, uri } = event;
  const path = uri?.replace(/\?.*/, '').toLowerCase();
  for (const text of [handler, message]) {
    const said = text?.toLowerCase() ?? '';
    if (!said.includes('deployment') && !/\/deployment(\/|$)/.test(path ?? '')) continue;
    if (NO_CHANGE.test(said)) return undefined;
    const verb = (['scale', 'create', 'delete', 'update'] as const).find((one) => said.includes(one));
    if (verb) return verb;
  }
  if (path === undefined || handler !== undefined) return undefined;
  if (/\/deployment\/[^/]+\/scale$/.test(path)) return 'scale';
  return /\/deployment$/.test(path) && countAt(event['body-params'], 'replicas') !== undefined
    ? 'create'
    : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = own(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function countAt(value: unknown, key: string): number | undefined {
  const found = own(value, key);
  const number = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
