import { cached } from '../../domain/cached.js';

/**
 * The most connections of one zone. A change has a connection to itself, so this many changes can be under way at once.
 */
export const MOST_CONNECTIONS = 10;
/**
 * The most reads that share a connection, so that reads that belong together (look-up and quota) take one round trip.
 */
export const MOST_READS = 4;

/** A connection, and how many requests are under way on it. */
interface Kept<C> {
  connection: C;
  busy: number;
  /**
   * How many of these requests must have the connection for themselves: no request is sent behind one of them until it
   * is answered.
   */
  alone: number;
}

/**
 * The connections of each key and origin: a single one as long as that suffices, another one if a request must not
 * share a connection or if all are busy.
 * @param make opens a new connection to an origin
 */
export class Connections<C> {
  private readonly kept = new Map<string, Kept<C>[]>();

  constructor(private readonly make: (origin: string) => C) {}

  /**
   * Lends a connection to a request until it is answered.
   * @param alone whether the request must not share its connection with another request, as a change must not
   */
  async lend<R>(
    origin: string,
    key: string | undefined,
    alone: boolean,
    request: (connection: C) => Promise<R>,
  ): Promise<R> {
    const kept = this.free(origin, key, alone);
    kept.busy++;
    if (alone) kept.alone++;
    try {
      return await request(kept.connection);
    } finally {
      kept.busy--;
      if (alone) kept.alone--;
    }
  }

  /** Makes the first connection of a key and origin; undefined if there is one already. */
  first(origin: string, key: string | undefined): C | undefined {
    const own = this.own(origin, key);
    return own.length === 0 ? this.add(own, origin).connection : undefined;
  }

  /** Forgets all connections and returns them. */
  clear(): C[] {
    const all = [...this.kept.values()].flat();
    this.kept.clear();
    return all.map(({ connection }) => connection);
  }

  private free(origin: string, key: string | undefined, alone: boolean): Kept<C> {
    const own = this.own(origin, key);
    const free = own.find((one) => (alone ? one.busy === 0 : one.alone === 0 && one.busy < MOST_READS));
    if (free) return free;
    if (own.length < MOST_CONNECTIONS) return this.add(own, origin);
    return own.reduce((least, each) => (each.busy < least.busy ? each : least));
  }

  private own(origin: string, key: string | undefined): Kept<C>[] {
    return cached(this.kept, nameOf(origin, key), () => this.takeOver(origin));
  }

  /**
   * The connections that have served no zone so far, such as that of `list-zones`. Once they are idle, the first zone
   * of their origin takes them over.
   */
  private takeOver(origin: string): Kept<C>[] {
    const free = this.kept.get(nameOf(origin, undefined)) ?? [];
    if (free.some(({ busy }) => busy > 0)) return [];
    this.kept.delete(nameOf(origin, undefined));
    return free;
  }

  private add(own: Kept<C>[], origin: string): Kept<C> {
    const made = { connection: this.make(origin), busy: 0, alone: 0 };
    own.push(made);
    return made;
  }
}

const nameOf = (origin: string, key = '') => `${key} ${origin}`;
