import type { Connection } from '../connection.js';
import { matchesPath, operationId } from '../operation-ids.js';
import { PRICE_FEED_PATH } from '../price-feed.js';
import type { OperationFault } from '../world.js';
import { locate, locateEndpoint } from '../zones.js';
import { PROXY_PAGE, statusResponse } from './fault-bodies.js';
import { type Broken, type Fault, type FaultAction, isOfEndpoints, parseFault } from './fault-grammar.js';

/** The faults that wait for matching requests. If several match a request, the one added first strikes. */
export class Faults {
  readonly #waiting: { fault: Fault; timesLeft: number; seen: number }[] = [];

  /** @throws UsageError naming the accepted forms, see `parseFault` */
  add(...texts: readonly string[]): void {
    for (const fault of texts.map(parseFault)) this.#waiting.push({ fault, timesLeft: fault.times, seen: 0 });
  }

  /** How many faults still wait. */
  get pending(): number {
    return this.#waiting.filter(({ timesLeft }) => timesLeft > 0).length;
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** The action of the fault that strikes this request, if one does. @param path the URL's path, without the query */
  take(method: string, path: string): FaultAction | undefined {
    const endpoint = locateEndpoint(path);
    // The price feed belongs to no zone, so a fault's `@zone` does not matter for it.
    const feed = path === PRICE_FEED_PATH ? { zone: undefined, path } : undefined;
    const place = endpoint ?? feed ?? locate(path);
    if (!place) return undefined;
    const matches = ({ method: wanted, path: pattern, zone }: Fault) =>
      isOfEndpoints(pattern) === (endpoint !== undefined) &&
      (pattern === PRICE_FEED_PATH) === (feed !== undefined) &&
      (wanted === '*' || wanted === method) &&
      (zone === undefined || feed !== undefined || zone === place.zone) &&
      matchesPath(pattern, place.path);
    for (const entry of this.#waiting) {
      if (entry.timesLeft === 0 || !matches(entry.fault)) continue;
      entry.seen += 1;
      if (entry.seen % entry.fault.every !== 0) continue;
      entry.timesLeft -= 1;
      return entry.fault.action;
    }
    return undefined;
  }
}

/** A request that a fault strikes, with what the fault needs to perform it and to break its connection. */
export interface Struck {
  request: Request;
  perform: (fault?: OperationFault) => Promise<Response>;
  connection: Connection;
  sleep: (ms: number) => Promise<void>;
}

/** Whether an action keeps the client from ever getting a whole answer. */
export function breaksOff({ kind }: FaultAction): boolean {
  return kind === 'reset' || kind === 'silence' || kind === 'cut' || kind === 'drip';
}

/** Lets a fault strike a request. @returns the answer that the client gets */
export async function strike(
  action: FaultAction,
  { request, perform, connection, sleep }: Struck,
): Promise<Response> {
  switch (action.kind) {
    case 'slow':
      await sleep(action.ms);
      return perform();
    case 'operation':
      return perform(action.fault);
    case 'status': {
      if (action.performed) await perform();
      const { origin, pathname } = new URL(request.url);
      const asked = operationId(request.method, locate(pathname)?.path ?? pathname) ?? pathname;
      return statusResponse(action, asked, `${origin}/redirected${pathname}`);
    }
    default: {
      const { kind } = action;
      const answer = action.performed ? await perform() : Response.json({ id: '' });
      if (kind === 'cut' || kind === 'drip') return connection[kind](answer);
      // The client does not get this answer, so if it is a stream it is stopped.
      await answer.body?.cancel();
      return kind === 'reset' || kind === 'silence' ? connection[kind]() : OTHER_ANSWERS[kind]();
    }
  }
}

const OTHER_ANSWERS: Readonly<Record<Exclude<Broken, 'cut' | 'drip' | 'reset' | 'silence'>, () => Response>> =
  {
    garbage: () =>
      new Response('\u0000\u0001 this is not JSON {', { headers: { 'content-type': 'application/json' } }),
    html: () => new Response(PROXY_PAGE, { status: 502, headers: { 'content-type': 'text/html' } }),
    'wrong-shape': () => Response.json([]),
    'missing-fields': () => Response.json({}),
  };
