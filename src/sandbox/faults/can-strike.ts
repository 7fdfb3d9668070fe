import { matchesPath, OPERATIONS } from '../operation-ids.js';
import { PRICE_FEED_PATH } from '../price-feed.js';
import { ZONES } from '../zones.js';
import type { Fault } from './fault-grammar.js';

/** Every endpoint that a fault can strike: method and path, as written in faults. */
const SERVED: readonly (readonly [method: string, path: string, ...rest: string[]])[] = [
  ...OPERATIONS,
  ['GET', '/v1/models'],
  ['POST', '/v1/chat/completions'],
  ['POST', '/v1/completions'],
  ['GET', PRICE_FEED_PATH],
];

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Whether any request can match a fault. One with a mistake in its path or zone would otherwise wait for ever. */
export function canStrike({ method, path, zone }: Fault): boolean {
  if (zone !== undefined && !ZONES.some((name) => name === zone)) return false;
  const pattern = path.replace(ID, '*');
  return SERVED.some(
    ([verb, served]) =>
      (method === '*' || method === verb) && (matchesPath(pattern, served) || matchesPath(served, path)),
  );
}
