import { IN_DOUBT_MS, SEARCH_MS } from '../api/create-once.js';
import { orAborted } from '../api/or-aborted.js';
import { type Clock, steady } from '../clock.js';
import { cached } from '../domain/cached.js';
import { ifMissing } from '../errors.js';

/** A thing that a client has created. */
interface Made {
  id: string;
  at: number;
  /** For how many ms since then it counts as existing although it is not found by its ID. */
  doubtMs: number;
}

/** How a thing is found by its ID, and known by its name. */
export interface Findable<T> {
  isNamed(item: T): boolean;
  /** Reads the thing with an ID. @throws ExoError not-found */
  get(id: string): Promise<T>;
}

/**
 * What the clients of one account have created. Lists can be behind, and a client must not create the same again
 * because of that.
 */
export class Creations {
  /** What they created and did not delete, by kind, name and zone. */
  private readonly made = new Map<string, Made>();
  private readonly last = new Map<string, Promise<unknown>>();

  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = steady(clock);
  }

  /**
   * Runs creations of the same thing one after the other.
   * @throws the signal's reason as soon as it is aborted while another creation is under way
   */
  async inTurn<R>(what: string, signal: AbortSignal | undefined, act: () => Promise<R>): Promise<R> {
    const before = this.last.get(what) ?? Promise.resolve();
    const turn = before.then(act);
    const ended = turn.then(noop, noop);
    this.last.set(what, ended);
    // Without the last one of a name, the map would grow for as long as the client lives.
    ended.then(() => {
      if (this.last.get(what) === ended) this.last.delete(what);
    });
    await orAborted(before, signal);
    return turn;
  }

  remember(what: string, id: string | undefined): void {
    if (id !== undefined) this.made.set(what, { id, at: this.clock.now(), doubtMs: IN_DOUBT_MS });
  }

  /** Remembers a thing by the new name that it was given, too. */
  rename(id: string, what: string): void {
    const made = this.find(id);
    if (made) this.made.set(what, made);
  }

  /** Forgets a thing whose deletion was accepted, so that it may be created anew. */
  forget(id: string): void {
    for (const [what, made] of this.made) if (isSame(made.id, id)) this.made.delete(what);
  }

  /**
   * The thing was found by its ID, or its creation has failed. From a minute after its creation on, when what is behind
   * has caught up, it is gone if it is not found.
   */
  settled(id: string): void {
    const made = this.find(id);
    if (made) made.doubtMs = Math.min(made.doubtMs, SEARCH_MS);
  }

  /** Was the thing with this ID created here, and may it exist although it is not found? */
  mayAppear(id: string): boolean {
    const made = this.find(id);
    return made !== undefined && this.clock.now() - made.at < made.doubtMs;
  }

  /** The ID of a thing that was created here, if it still exists under its name as far as can be told. */
  async stillThere<T>(what: string, { get, isNamed }: Findable<T>): Promise<string | undefined> {
    const id = this.made.get(what)?.id;
    if (id === undefined) return undefined;
    const thing = await get(id).catch(ifMissing);
    if (thing) this.settled(id);
    if (thing ? isNamed(thing) : this.mayAppear(id)) return id;
    if (!thing) this.made.delete(what);
    return undefined;
  }

  private find(id: string): Made | undefined {
    return [...this.made.values()].find((made) => isSame(made.id, id));
  }
}

const shared = new WeakMap<object, Map<string, Creations>>();

/**
 * What was created for an account of a service: all clients of a program that have the same of both share it, because
 * a program may make a new client for each request.
 * @param service what the requests go through: clients with different transports or clocks share nothing
 * @param account what tells one account from another
 */
export function creationsOf(service: object, account: readonly unknown[], clock: Clock): Creations {
  const accounts = shared.get(service) ?? new Map<string, Creations>();
  shared.set(service, accounts);
  return cached(accounts, JSON.stringify(account), () => new Creations(clock));
}

const noop = () => {};

/** Whether two IDs are the same: the case of their letters does not matter. */
export const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
