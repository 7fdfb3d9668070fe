import type { Context, Hono } from 'hono';
import type * as z from 'zod/mini';
import { isId } from '../domain/id.js';
import { checkBody } from './bodies.js';
import type { Connection } from './connection.js';
import { showOperation } from './operations.js';
import type { Credential } from './options.js';
import { badRequest } from './problem.js';
import type { OperationRecord } from './records.js';
import type { Call, OperationFault, World } from './world.js';

/** What a route's context holds. */
export interface Env {
  Bindings: {
    /** The world of the sandbox that the request was sent to. */
    world: World;
    /** Path and query as they came over the wire; absent for a request in the same process. */
    target?: string | undefined;
    fault?: OperationFault | undefined;
    /** The connection of the request, for an answer that has to break off. */
    connection?: Connection | undefined;
  };
  Variables: {
    call: Call;
    /** The request's path relative to `/v2`; undefined outside the API. */
    path: string | undefined;
    body: Uint8Array;
    /** The credential that signed the request; undefined for an unsigned request. */
    credential: Credential | undefined;
    /** The ID of the operation that the request is answered with, if it is. */
    operation: string | undefined;
  };
}
export type Api = Hono<Env>;
export type Ctx = Context<Env>;

/** The `{id}` of the request's path. @throws Problem 400 when it is not a UUID */
export function idOf(c: Ctx): string {
  const id = c.req.param('id') ?? '';
  if (!isId(id)) throw badRequest(`The ID in the path must be a UUID, not ${id}.`);
  return id;
}

/** The request's body, checked. @throws Problem 400, see `checkBody` */
export function bodyOf<T extends z.ZodMiniType>(c: Ctx, schema: T): z.infer<T> {
  return checkBody(schema, c.get('body'));
}

/** Answers a mutation with its operation, once the world is saved. */
export function accepted(c: Ctx, operation: OperationRecord): Response {
  const call = c.get('call');
  call.world.save();
  c.set('operation', operation.id);
  return c.json(showOperation(call, operation));
}
