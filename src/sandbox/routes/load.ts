import type { Api } from '../http.js';
import { badRequest } from '../problem.js';

/**
 * The sandbox's own door: `POST /sandbox/load {"name": "my-app", "requests": 12}` gives a deployment so many requests
 * from now on; without `requests` it has those of its day again. Unsigned: it is no part of the API.
 */
export function loadRoute(api: Api): void {
  api.post('/sandbox/load', (c) => {
    const { name, requests } = read(new TextDecoder().decode(c.get('body')));
    const { world, now } = c.get('call');
    world.load.set(name, requests, now);
    return c.json({ name, requests: world.load.requests(name, now) });
  });
}

function read(body: string): { name: string; requests: number | undefined } {
  const bad = badRequest('The body must be {"name": "my-app", "requests": 12}, requests from 0 to 999999.');
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    throw bad;
  }
  if (typeof said !== 'object' || said === null || !('name' in said) || typeof said.name !== 'string')
    throw bad;
  const requests = 'requests' in said ? said.requests : undefined;
  if (requests !== undefined && typeof requests !== 'number') throw bad;
  if (requests !== undefined && !(Number.isInteger(requests) && requests >= 0 && requests < 1_000_000))
    throw bad;
  return { name: said.name, requests };
}
