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
import { claimedKey, verifySignature } from './verify-signature.js';
import { DEFAULT_ZONE, locate, locateEndpoint } from './zones.js';

/** The largest request body that the API accepts, in bytes. */
const MOST_BYTES = 1_000_000;

/**
 * The API as a hono app: `/v2` is the default zone, `/ZONE/v2` any zone. All sandboxes of a process share it, so that
 * its hundred routes are made only once; each request brings its sandbox's world.
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

/** Reads the body, brings the world up to the present, and dates the answer by the sandbox's clock. */
async function prepare(c: Ctx, next: Next): Promise<void> {
  // The body comes first, because nothing after it waits: so no other request is handled in between. For a GET it is
  // not read at all: asking a Request for an absent body takes as long as the rest of this function.
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
 * Lets only signed requests pass whose key has no policy that denies them. `GET /zone` is public: without a signature
 * it always passes, with one a policy can deny it.
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

/** Path and query exactly as sent, because they are signed that way; a URL object would have normalised them. */
function targetOf(c: Ctx): string {
  const { pathname, search } = new URL(c.req.url);
  return c.env.target ?? `${pathname}${search}`;
}
