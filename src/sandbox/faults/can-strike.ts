import { matchesPath, OPERATIONS } from '../operation-ids.js';
import { PRICE_FEED_PATH } from '../price-feed.js';
import { ZONES } from '../zones.js';
import type { Fault } from './fault-grammar.js';

/** All that a fault can strike: method and path, as faults name it. */
const SERVED: readonly (readonly [method: string, path: string, ...rest: string[]])[] = [
  ...OPERATIONS,
  ['GET', '/v1/models'],
  ['POST', '/v1/chat/completions'],
  ['POST', '/v1/completions'],
  ['GET', PRICE_FEED_PATH],
];

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Is there a request that a fault can strike? With a slip in its path or zone it would wait for ever. */
export function canStrike({ method, path, zone }: Fault): boolean {
  if (zone !== undefined && !ZONES.some((name) => name === zone)) return false;
  const pattern = path.replace(ID, '*');
  return SERVED.some(
    ([verb, served]) =>
      (method === '*' || method === verb) && (matchesPath(pattern, served) || matchesPath(served, path)),
  );
}
