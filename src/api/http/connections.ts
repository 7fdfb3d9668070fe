/** A connection as far as choosing among several goes. */
export interface Load {
  /** Requests under way. */
  busy: number;
  /** Of those, changes: nothing is sent behind one until it is answered. */
  changes: number;
}

/** A change has a connection to itself, so this many changes of one zone are under way at once. */
export const MOST_CONNECTIONS = 10;
/** Reads that share a connection: two that belong together (look-up and quota) take one round trip. */
export const MOST_READS = 4;

/**
 * Connections by key and origin: one while it does, more for changes that are under way at the same time.
 * @param make a new connection to an origin
 */
export class Connections<C extends Load> {
  private readonly kept = new Map<string, C[]>();

  constructor(private readonly make: (origin: string) => C) {}

  /** The connection for a request. */
  for(origin: string, key: string | undefined, change: boolean): C {
    const own = this.own(origin, key);
    const free = own.find(({ busy, changes }) => (change ? busy === 0 : changes === 0 && busy < MOST_READS));
    if (free) return free;
    if (own.length < MOST_CONNECTIONS) return this.add(own, origin);
    return own.reduce((least, each) => (each.busy < least.busy ? each : least));
  }

  /** A first connection where there is none; undefined where there is one. */
  first(origin: string, key: string | undefined): C | undefined {
    const own = this.own(origin, key);
    return own.length === 0 ? this.add(own, origin) : undefined;
  }

  /** Forgets and returns all. */
  clear(): C[] {
    const all = [...this.kept.values()].flat();
    this.kept.clear();
    return all;
  }

  private own(origin: string, key: string | undefined): C[] {
    const name = nameOf(origin, key);
    const own = this.kept.get(name) ?? this.takeOver(origin);
    this.kept.set(name, own);
    return own;
  }

  /** What served no zone so far, and is idle, serves the first zone that has the same origin. */
  private takeOver(origin: string): C[] {
    const free = this.kept.get(nameOf(origin, undefined)) ?? [];
    if (free.some(({ busy }) => busy > 0)) return [];
    this.kept.delete(nameOf(origin, undefined));
    return free;
  }

  private add(own: C[], origin: string): C {
    const made = this.make(origin);
    own.push(made);
    return made;
  }
}

const nameOf = (origin: string, key = '') => `${key} ${origin}`;
