import type { CreatedApiKey } from '../../../src/schemas/api-key.js';
import { bench } from '../../helpers/run.js';

export const SECRET = /sandbox-[\w-]{20,}/;

/** A bench with a deployment and one API key `ci` for all deployments. */
export async function withKey(options: Parameters<typeof bench>[0] = {}) {
  const made = bench(options);
  const deployment = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const key: CreatedApiKey = JSON.parse((await made.exo('api-key create ci --scope public -O json')).stdout);
  const before = made.sandbox.requests.length;
  /** The requests since then, without the look-up of zones. */
  const requests = () =>
    made.sandbox.requests
      .slice(before)
      .flatMap(({ method, path }) => (path === '/v2/zone' ? [] : [`${method} ${path}`]));
  const changes = () => requests().filter((line) => !line.startsWith('GET'));
  const keys = () => made.sandbox.world.data.apiKeys;
  return { ...made, deployment, key, requests, changes, keys };
}
