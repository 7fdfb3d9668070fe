/** One request the sandbox has seen. */
export interface LoggedRequest {
  method: string;
  /** Path of the whole URL, with the zone's prefix and without the query. */
  path: string;
  query: string;
  /** Absent while it is under way, and when it never got a whole answer. */
  status?: number;
  /** The fault that struck it, by its kind. */
  fault?: string | undefined;
  /** Milliseconds since the UNIX epoch, by the sandbox's clock. */
  at: number;
}

/** Requests remembered; the oldest go first. */
const KEPT = 50_000;

/** The requests in the order of their arrival. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  /** Notes an arrival. The entry is completed as the request is answered. */
  add(request: Request, at: number): LoggedRequest {
    const { pathname, search } = new URL(request.url);
    const entry: LoggedRequest = { method: request.method, path: pathname, query: search, at };
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 10);
    return entry;
  }
}
