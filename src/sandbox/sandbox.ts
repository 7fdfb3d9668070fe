import { app } from './app.js';
import { type Connection, inProcessConnection } from './connection.js';
import { breaksOff, Faults, strike } from './faults/faults.js';
import { inspection } from './inspection.js';
import type { SandboxOptions } from './options.js';
import { createWorld, type OperationFault } from './world.js';

interface LoggedRequest {
  method: string;
  /** The URL's path, with the zone's prefix and without the query. */
  path: string;
  query: string;
  /** The answer's status; absent while the request is under way, and if it never got a whole answer. */
  status?: number;
  /** The kind of the fault that struck the request. */
  fault?: string | undefined;
}

/** How many requests are kept; the oldest are dropped. */
const KEPT = 50_000;

export type Sandbox = ReturnType<typeof createSandbox>;

/**
 * Makes a local Exoscale API without opening a port.
 * @throws UsageError for a wrong fault, speed or load; ExoError `usage` for a state file that cannot be read or written
 */
export function createSandbox(options: SandboxOptions = {}) {
  const world = createWorld(options);
  const requests: LoggedRequest[] = [];
  const faults = new Faults();
  faults.add(...(options.fail ?? []));

  /** Answers a request that came over a connection. @param target path and query as sent */
  async function serve(
    request: Request,
    target: string | undefined,
    connection: Connection,
  ): Promise<Response> {
    const { method } = request;
    const { pathname, search } = new URL(request.url);
    const action = faults.take(method, pathname);
    const perform = async (fault?: OperationFault) =>
      app.fetch(request, { world, target, fault, connection });
    const entry: LoggedRequest = { method, path: pathname, query: search, fault: action?.kind };
    requests.push(entry);
    if (requests.length > KEPT) requests.splice(0, KEPT / 10);
    // Without the request's signal: a slow service does what it was asked even if the client has gone meanwhile.
    const sleep = (ms: number) => world.clock.sleep(ms);
    const answer = action ? await strike(action, { request, perform, connection, sleep }) : await perform();
    if (!action || !breaksOff(action)) entry.status = answer.status;
    return answer;
  }

  return {
    ...inspection(world),
    /** Answers a request to any host: `/v2/…` is the default zone, `/ZONE/v2/…` any zone. */
    fetch: (request: Request) => serve(request, undefined, inProcessConnection(request, world.clock)),
    serve,
    /** Lets the next matching requests fail. @throws UsageError naming the accepted forms, see `parseFault` */
    failNext: (...texts: string[]) => faults.add(...texts),
    get pendingFaults(): number {
      return faults.pending;
    },
    clearFaults: () => faults.clear(),
    /** Every request seen so far, in the order of arrival. */
    get requests(): readonly LoggedRequest[] {
      return requests;
    },
    world,
  };
}
