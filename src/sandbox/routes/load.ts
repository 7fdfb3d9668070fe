import * as z from 'zod/mini';
import { readJson } from '../body-check.js';
import type { Api } from '../http.js';
import { badRequest } from '../problem.js';

const loadBody = z.object({
  name: z.string(),
  requests: z.optional(z.int().check(z.gte(0), z.lt(1_000_000))),
});

/**
 * The sandbox's own door: `POST /sandbox/load {"name": "my-app", "requests": 12}` gives a deployment so many requests
 * from now on; without `requests` it has those of its day again. Unsigned: it is no part of the API.
 */
export function loadRoute(api: Api): void {
  api.post('/sandbox/load', (c) => {
    const { data } = loadBody.safeParse(readJson(c.get('body')));
    if (!data)
      throw badRequest('The body must be {"name": "my-app", "requests": 12}, requests from 0 to 999999.');
    const { world, now } = c.get('call');
    world.load.set(data.name, data.requests, now);
    return c.json({ name: data.name, requests: world.load.requests(data.name, now) });
  });
}
