import type { Next } from 'hono';
import * as z from 'zod/mini';
import { DAY_MS } from '../domain/duration.js';
import { isId } from '../domain/id.js';
import { readJson } from './bodies.js';
import type { Ctx } from './http.js';
import { operationId } from './operation-ids.js';
import { badRequest } from './problem.js';
import type { EventRecord } from './records.js';
import { seededId } from './seed.js';
import type { Call } from './world.js';

/** How many events are kept; the oldest are dropped. */
const KEPT = 5_000;

const any = z.optional(z.unknown());
/** The properties of a body that an event keeps. No others, so that no token is stored. */
const remembered = z.object({
  name: any,
  model: any,
  scope: any,
  'gpu-type': any,
  'gpu-count': any,
  replicas: any,
  'inference-engine-version': any,
});

/** Records an event for every signed request other than a GET, with the status of its answer. */
export async function audit(c: Ctx, next: Next): Promise<void> {
  await next();
  const credential = c.get('credential');
  const path = c.get('path');
  if (c.req.method === 'GET' || !credential || path === undefined) return;
  const { world, zone, now } = c.get('call');
  const { events } = world.data;
  const id = path.split('/').find(isId);
  events.push({
    at: now,
    requestId: c.get('operation') ?? seededId(`event ${now} ${events.length} ${path}`),
    handler: operationId(c.req.method, path) ?? `${c.req.method} ${path}`,
    zone,
    uri: `/v2${path}`,
    status: c.res.status,
    key: credential.key,
    keyName: credential.name,
    pathParams: id === undefined ? {} : { id },
    body: remembered.safeParse(readJson(c.get('body'))).data ?? {},
  });
  if (events.length > KEPT) events.splice(0, events.length - KEPT);
  world.save();
}

/**
 * `list-events`: the events of all zones, newest first; those of the last 24 hours unless the query says otherwise.
 * @throws Problem 400 for a time that cannot be read
 */
export function listEvents(
  { world, now }: Call,
  query: { from: string | undefined; to: string | undefined },
): object[] {
  const to = moment('to', query.to) ?? now;
  const from = moment('from', query.from) ?? to - DAY_MS;
  return world.data.events
    .filter(({ at }) => from <= at && at <= to)
    .map(showEvent)
    .reverse();
}

function moment(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw badRequest(`The parameter ${name} must be a date-time, not ${text}.`);
  return ms;
}

function showEvent(record: EventRecord): object {
  const { key, keyName } = record;
  return {
    timestamp: new Date(record.at).toISOString(),
    'request-id': record.requestId,
    handler: record.handler,
    message: record.handler,
    zone: record.zone,
    uri: record.uri,
    status: record.status,
    'elapsed-ms': 1,
    'source-ip': '127.0.0.1',
    'iam-api-key': { key, name: keyName },
    'path-params': record.pathParams,
    'get-params': {},
    'body-params': record.body,
  };
}
