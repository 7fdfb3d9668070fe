import { Hono } from 'hono/tiny';
import type { MiddlewareHandler } from 'hono/types';
import { audit } from './events.js';
import type { Api, Ctx, Env } from './http.js';
import { MOST_PROMPT_BYTES, openAiRoutes } from './openai/openai.js';
import { gatewayError } from './openai/openai-errors.js';
import { matchesPath, operationId } from './operation-ids.js';
import { priceRoutes } from './price-feed.js';
import { forbidden, notFound, Problem, problem } from './problem.js';
import { apiRoutes, loadRoute } from './routes.js';
import { settle } from './settle.js';
import { claimedKey, verifySignature } from './signature.js';
import type { World } from './world.js';
import { DEFAULT_ZONE, locate, locateEndpoint } from './zones.js';

/** Bytes of a request body beyond which it is refused. */
const MOST_BYTES = 1_000_000;

/** The API over a world, as a hono app: `/v2` is the default zone, `/ZONE/v2` each zone. */
export function createApp(world: World): Api {
  const api: Api = new Hono<Env>();
  apiRoutes(api);

  const app: Api = new Hono<Env>();
  app.use(prepare(world));
  openAiRoutes(app);
  loadRoute(app);
  priceRoutes(app);
  app.use('/v2/*', audit(world), authorize(world));
  app.use('/:zone/v2/*', audit(world), authorize(world));
  app.route('/v2', api);
  app.route('/:zone/v2', api);
  app.notFound((c) => notFound(c.req.path).toResponse());
  app.onError((error) =>
    (error instanceof Problem ? error : problem(500, 'Internal error of the sandbox')).toResponse(),
  );
  return app;
}

/** Reads the body, brings the world up to now, and dates the answer by the clock. */
function prepare(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    // The body first: from here to the answer nothing waits, so no other request comes between.
    const body = new Uint8Array(await c.req.arrayBuffer());
    const { origin, pathname } = new URL(c.req.url);
    const tooLarge = 'The request body is too large';
    if (locateEndpoint(pathname)) {
      if (body.length > MOST_PROMPT_BYTES) throw gatewayError(413, 'request_too_large', tooLarge);
    } else if (body.length > MOST_BYTES) throw problem(413, tooLarge);
    const now = world.clock.now();
    settle(world.data, now);
    const { zone, path } = locate(pathname) ?? { zone: DEFAULT_ZONE };
    c.set('body', body);
    c.set('path', path);
    c.set('call', { world, zone, now, origin, fault: c.env.fault });
    await next();
    c.res.headers.set('date', new Date(now).toUTCString());
  };
}

/**
 * Lets only signed requests on whose key has no policy against them. `GET /zone` is public: unsigned it always
 * passes; signed, a policy can refuse it.
 */
function authorize(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const path = c.get('path');
    if (path === undefined) throw notFound(new URL(c.req.url).pathname);
    const isPublic = c.req.method === 'GET' && path === '/zone';
    const authorization = c.req.header('authorization');
    const credential = isPublic
      ? world.credentials.find(({ key }) => key === claimedKey(authorization))
      : verifySignature(
          { method: c.req.method, target: targetOf(c), body: c.get('body'), authorization },
          world.credentials,
          c.get('call').now,
        );
    if (!credential && !isPublic) throw forbidden('Invalid request signature');
    c.set('credential', credential);
    const denied = credential?.deny?.some((pattern) => {
      const [method, wanted = ''] = pattern.split(/\s+/);
      return (method === '*' || method === c.req.method) && matchesPath(wanted, path);
    });
    if (denied) throw forbidden(`Forbidden by role policy for ${operationId(c.req.method, path) ?? path}`);
    await next();
  };
}

/** Path and query as sent: a URL object would already have tidied them. */
function targetOf(c: Ctx): string {
  const { pathname, search } = new URL(c.req.url);
  return c.env.target ?? `${pathname}${search}`;
}
