import type { Event } from '../schemas/usage.js';
import { isId } from './id.js';
import { own } from './json.js';

/** The change of a deployment that an event is recognized as. */
export type Action = 'create' | 'scale' | 'update' | 'delete';

/**
 * The outcome of the change that an event records, by its HTTP status and, if the service still has it, its operation.
 * An `interrupted` change took effect until another one replaced it; a `failed` one was undone. `unclear`: the service
 * answered with an error of its own, so the change may have been made.
 */
export type Outcome = 'done' | 'failed' | 'interrupted' | 'refused' | 'unclear';

/**
 * An event of the audit trail, and what was recognized in it; what is not known is absent. `event` keeps the original.
 */
export interface AuditEntry {
  /** Milliseconds since the UNIX epoch; NaN if the event has no readable time. */
  atMs: number;
  event: Event;
  /** Absent if the event is not recognized as the change of a deployment. */
  action?: Action | undefined;
  /** Every ID in the path, the message and the body, in lower case; the ID of the request itself is not among them. */
  ids: readonly string[];
  /** The ID in the path of the request, in lower case. */
  target?: string | undefined;
  /** The name in the body: that of a created deployment, or the new one in an update. */
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
 * Reads an event (`list-events`). How events name dedicated inference is not documented, so each fact is searched for
 * wherever it may be: the action in handler and message, else in path and body of the request.
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

/** Is the event of this zone? A zone may list events of all zones; an event without a zone counts as its own. */
export const isInZone = ({ zone }: Event, name: string): boolean =>
  zone === undefined || zone.toLowerCase() === name.toLowerCase();

const idsIn = (text: string) => [...text.matchAll(UUIDS)].map(([id]) => id.toLowerCase());

const personOf = (user: unknown) => textAt(user, 'email') ?? textAt(user, 'name') ?? textAt(user, 'id');

/** The change that an event records: the recognized action, else the service's own words for it. */
export function changeOf({ action, event }: AuditEntry): string {
  return action ?? event.handler ?? event.message ?? event.uri ?? '';
}

/** Who made a change: the user, else the API key as `name (key)`; empty if neither is known. */
export function whoOf({ user, keyName, key }: AuditEntry): string {
  if (user !== undefined) return user;
  if (keyName === undefined) return key ?? '';
  return key === undefined ? keyName : `${keyName} (${key})`;
}

/**
 * The number of replicas that a deployment has after an event; undefined if the event does not change it. A refused
 * change does not, nor does a failed one, except a creation, which leaves a deployment in state `error`. `unknown` if
 * the event does not give the number, or if the change is unclear.
 * @param outcome the outcome by its operation; absent if no operation is known
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
 * Merges answers whose time ranges touch or overlap, oldest event first. An event that is in several answers is kept
 * once. Events without a readable time come last.
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

/**
 * The events of an answer, oldest first. An answer that begins with its newest event is reversed, because the sort that
 * follows keeps the order of events of the same moment.
 */
function oldestFirst(answer: readonly Event[]): readonly Event[] {
  const [first, last] = [answer[0], answer.at(-1)].map((event) => Date.parse(event?.timestamp ?? ''));
  return first !== undefined && last !== undefined && first > last ? [...answer].reverse() : answer;
}

const keyOf = (event: Event) =>
  event['request-id'] === undefined
    ? JSON.stringify(event)
    : `${event['request-id']} ${event.timestamp} ${event.handler} ${event.uri}`;

/** The ID of the operation that an event started: its request ID, if that has the form of an ID. */
export function operationOf({ event }: AuditEntry): string | undefined {
  const id = event['request-id'];
  return id !== undefined && isId(id) ? id.toLowerCase() : undefined;
}

/**
 * Words of events that change no deployment: they concern a key or logs. `log` must be a word of its own, because a
 * deployment may be called `catalog`.
 */
const NO_CHANGE = /\b(?:key|logs?)\b|apikey|reveal/;

function actionOf(event: Event): Action | undefined {
  const { handler, message, uri } = event;
  const path = uri?.replace(/\?.*/, '').toLowerCase();
  // In a message, a word with a hyphen is the name of something, such as `scale-test` or `my-logs`.
  for (const text of [handler, message?.replace(/(?!api-keys?\b)(?<!\S)\w+-\S+/gi, '')]) {
    const words = text?.toLowerCase() ?? '';
    if (!words.includes('deployment') && !/\/deployment(\/|$)/.test(path ?? '')) continue;
    if (NO_CHANGE.test(words)) return undefined;
    const verb = (['scale', 'create', 'delete', 'update'] as const).find((one) => words.includes(one));
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
