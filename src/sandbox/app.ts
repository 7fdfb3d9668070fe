import type { Next } from 'hono';
import { Hono } from 'hono/tiny';
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
import { DEFAULT_ZONE, locate, locateEndpoint } from './zones.js';

/** Bytes of a request body beyond which it is refused. */
const MOST_BYTES = 1_000_000;

/**
 * The API as a hono app: `/v2` is the default zone, `/ZONE/v2` each zone. One for all worlds, as each request brings its
 * own: its hundred routes are made once in a process, and not for each sandbox.
 */
export const app = createApp();

function createApp(): Api {
  const api: Api = new Hono<Env>();
  apiRoutes(api);

  const app: Api = new Hono<Env>();
  app.use(prepare);
  openAiRoutes(app);
  loadRoute(app);
  priceRoutes(app);
  app.use('/v2/*', audit, authorize);
  app.use('/:zone/v2/*', audit, authorize);
  app.route('/v2', api);
  app.route('/:zone/v2', api);
  app.notFound((c) => notFound(c.req.path).toResponse());
  app.onError((error) =>
    (error instanceof Problem ? error : problem(500, 'Internal error of the sandbox')).toResponse(),
  );
  return app;
}

/** Reads the body, brings the world up to now, and dates the answer by the clock. */
async function prepare(c: Ctx, next: Next): Promise<void> {
  // The body first: from here to the answer nothing waits, so no other request comes between. A GET has none: what
  // the platform's Request says of its absence takes as long as the rest of this.
  const body = new Uint8Array(c.req.method === 'GET' ? [] : await c.req.arrayBuffer());
  const { origin, pathname } = new URL(c.req.url);
  const tooLarge = 'The request body is too large';
  if (locateEndpoint(pathname)) {
    if (body.length > MOST_PROMPT_BYTES) throw gatewayError(413, 'request_too_large', tooLarge);
  } else if (body.length > MOST_BYTES) throw problem(413, tooLarge);
  const { world, fault } = c.env;
  const now = world.clock.now();
  settle(world.data, now);
  const { zone, path } = locate(pathname) ?? { zone: DEFAULT_ZONE };
  c.set('body', body);
  c.set('path', path);
  c.set('call', { world, zone, now, origin, fault });
  await next();
  c.res.headers.set('date', new Date(now).toUTCString());
}

/**
 * Lets only signed requests on whose key has no policy against them. `GET /zone` is public: unsigned it always
 * passes; signed, a policy can refuse it.
 */
async function authorize(c: Ctx, next: Next): Promise<void> {
  const path = c.get('path');
  if (path === undefined) throw notFound(new URL(c.req.url).pathname);
  const isPublic = c.req.method === 'GET' && path === '/zone';
  const { world, now } = c.get('call');
  const authorization = c.req.header('authorization');
  const credential = isPublic
    ? world.credentials.find(({ key }) => key === claimedKey(authorization))
    : verifySignature(
        { method: c.req.method, target: targetOf(c), body: c.get('body'), authorization },
        world.credentials,
        now,
      );
  if (!credential && !isPublic) throw forbidden('Invalid request signature');
  c.set('credential', credential);
  const denied = credential?.deny?.some((pattern) => {
    const [method, wanted = ''] = pattern.split(/\s+/);
    return (method === '*' || method === c.req.method) && matchesPath(wanted, path);
  });
  if (denied) throw forbidden(`Forbidden by role policy for ${operationId(c.req.method, path) ?? path}`);
  await next();
}

/** Path and query as sent: a URL object would already have tidied them. */
function targetOf(c: Ctx): string {
  const { pathname, search } = new URL(c.req.url);
  return c.env.target ?? `${pathname}${search}`;
}
