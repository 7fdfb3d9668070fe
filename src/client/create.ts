import {
  type Created,
  type Creation,
  createOnce,
  foundById,
  IN_DOUBT_MS,
  SEARCH_MS,
} from '../api/create-once.js';
import { orAborted } from '../api/or-aborted.js';
import { type Clock, steady } from '../clock.js';
import { cached } from '../domain/cached.js';
import { ExoError, ifMissing } from '../errors.js';

type Identified = { id?: string | undefined };

/** A thing that a client has created. */
interface Made {
  id: string;
  at: number;
  /** For how many ms since then it counts as existing although it is not found by its ID. */
  doubtMs: number;
}

/** What is needed to create a thing unless one with its name exists. */
export interface Creatable<T extends Identified, A>
  extends Pick<Creation<T, A>, 'what' | 'zone' | 'send' | 'list' | 'matches'> {
  isNamed(item: T): boolean;
  /** It belongs to the organization: one of this name that was made in another zone is the same thing. */
  everywhere?: true;
  /** Reads the thing with an ID. @throws ExoError not-found */
  get(id: string): Promise<T>;
  /** The ID of the new thing, if the answer has it. */
  idOf(answer: A): string | undefined;
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

  /** The thing was found by its ID: if it is not found any more, it is gone. */
  found(id: string): void {
    const made = this.find(id);
    if (made) made.doubtMs = 0;
  }

  /** The creation of the thing has failed. What it has left shows as soon as the lists have caught up. */
  failed(id: string): void {
    const made = this.find(id);
    if (made) made.doubtMs = Math.min(made.doubtMs, SEARCH_MS);
  }

  /** Was the thing with this ID created here, and may it exist although it is not found? */
  mayAppear(id: string): boolean {
    const made = this.find(id);
    return made !== undefined && this.clock.now() - made.at < made.doubtMs;
  }

  /** The ID of a thing that was created here, if it still exists under its name as far as can be told. */
  async stillThere<T extends Identified>(
    what: string,
    { get, isNamed }: Pick<Creatable<T, unknown>, 'get' | 'isNamed'>,
  ): Promise<string | undefined> {
    const id = this.made.get(what)?.id;
    if (id === undefined) return undefined;
    const thing = await get(id).catch(ifMissing);
    if (thing) this.found(id);
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
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** What a creation makes: its kind and name, and whether it belongs to one zone. */
export type Called = Pick<Creatable<never, never>, 'what' | 'everywhere'>;

/** The key under which `Creations` remembers a thing. */
export const keyOf = ({ what, everywhere }: Called, zone: string) =>
  JSON.stringify([everywhere ? '' : zone, what]);

/**
 * Creates a thing at most once, as the command line does: it is refused if a thing with its name exists, and sent once.
 * If the answer is lost, the one new thing that matches is taken as the result. In the end the list is read for another
 * thing of the name, which another program can have made at the same time. Unlike the command line, this writes nothing
 * to the disk, so a program that was ended meanwhile has to check before it creates again. Calls of one program know of
 * each other.
 * @param searchMs how long the lists are searched after a lost answer
 * @throws ExoError conflict, code `already-exists`, or `doubled` after the creation; unavailable, code
 * `outcome-unknown`; or the service's refusal
 */
export function createAtMostOnce<T extends Identified, A>(
  creations: Creations,
  thing: Creatable<T, A>,
  clock: Clock,
  signal: AbortSignal | undefined,
  searchMs = SEARCH_MS,
): Promise<Created<T, A>> {
  const { what, zone } = thing;
  const key = keyOf(thing, zone);
  return creations.inTurn(key, signal, async () => {
    signal?.throwIfAborted();
    const existing = await thing.list();
    const listed = existing.find((item) => thing.isNamed(item));
    const id = listed ? listed.id : await creations.stillThere(key, thing);
    if (listed !== undefined || id !== undefined) {
      const facts = { code: 'already-exists', zone, details: { id } };
      const there = listed
        ? `already exists in ${zone}`
        : `was created by this program as ${id}, though no list of ${zone} shows it`;
      throw new ExoError('conflict', `${what} ${there}; nothing was sent`, facts);
    }
    const creation: Creation<T, A> = {
      ...thing,
      list: async (limits) =>
        foundById(
          (await thing.list(limits)).filter((item) => thing.isNamed(item)),
          thing.get,
        ),
      before: new Set(existing.flatMap(({ id }) => id ?? [])),
      matches: (item) => thing.isNamed(item) && thing.matches(item),
      goOn: 'creating it again',
      remove: (one) => `deleting ${one}`,
      check: `listing what is in ${zone}`,
    };
    const created = await createOnce(creation, { clock, signal, searchMs });
    const made = created.kind === 'answered' ? thing.idOf(created.answer) : created.item.id;
    creations.remember(key, made);
    await requireOnlyOne(thing, made);
    return created;
  });
}

/** How long the look for another thing of the name may take, in ms: the creation is done, and its caller waits. */
const LAST_LOOK_MS = 5_000;

/**
 * Looks for another thing of the name of one that was just created. A list that cannot be read proves nothing.
 * @param made the ID of the created thing, if it is known
 * @throws ExoError conflict, code `doubled`
 */
async function requireOnlyOne<T extends Identified>(
  { what, zone, list, isNamed, get }: Creatable<T, unknown>,
  made: string | undefined,
): Promise<void> {
  const items = await list({ atMostMs: LAST_LOOK_MS }).catch((error: unknown) => {
    if (error instanceof ExoError) return [];
    throw error;
  });
  const named = items.filter(isNamed);
  const others = made === undefined ? named.slice(1) : named.filter(({ id }) => !isSame(id ?? '', made));
  const there = (await foundById(others, get)).map(({ id = '?' }) => id);
  if (there.length === 0) return;
  const as = made === undefined ? '' : ` as ${made}`;
  const message = `${what} was created in ${zone}${as}, and there is another of its name: ${there.join(', ')}`;
  throw new ExoError('conflict', message, {
    code: 'doubled',
    zone,
    hint: 'keep the one that was created first, and delete the others',
    details: { id: made, others: there },
  });
}
