import { type Created, type Creation, createOnce, SEARCH_MS } from '../api/create-once.js';
import { type Clock, steady } from '../clock.js';
import { ExoError, ifMissing } from '../errors.js';

type Identified = { id?: string | undefined };

/** What is needed to create a thing unless one with its name exists. */
export interface Creatable<T extends Identified, A>
  extends Pick<Creation<T, A>, 'what' | 'zone' | 'send' | 'list' | 'matches'> {
  isNamed(item: T): boolean;
  /** It belongs to the organization: one of this name that was made in another zone is the same thing. */
  everywhere?: true;
  /** Reads the thing with an ID. @throws ExoError not-found */
  get(id: string): Promise<unknown>;
  /** The ID of the new thing, if the answer has it. */
  idOf(answer: A): string | undefined;
}

/** What one client has created. Lists can be behind, and the client must not create the same again because of that. */
export class Creations {
  /** The ID and time of what this client created and did not delete, by kind, name and zone. */
  private readonly made = new Map<string, { id: string; at: number }>();
  private readonly last = new Map<string, Promise<unknown>>();

  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = steady(clock);
  }

  /** Runs creations of the same thing one after the other. */
  async inTurn<R>(what: string, act: () => Promise<R>): Promise<R> {
    const turn = (this.last.get(what) ?? Promise.resolve()).then(act, act);
    const ended = turn.catch(() => {});
    this.last.set(what, ended);
    try {
      return await turn;
    } finally {
      if (this.last.get(what) === ended) this.last.delete(what);
    }
  }

  remember(what: string, id: string | undefined): void {
    if (id !== undefined) this.made.set(what, { id, at: this.clock.now() });
  }

  /** Forgets a thing whose deletion was accepted, so that it may be created anew. */
  forget(id: string): void {
    for (const [what, made] of this.made)
      if (made.id.toLowerCase() === id.toLowerCase()) this.made.delete(what);
  }

  /** Was the thing with this ID created by this client, and only now? It may at first not even be found by its ID. */
  isNew(id: string): boolean {
    return [...this.made.values()].some(
      (made) => made.id.toLowerCase() === id.toLowerCase() && this.isYoung(made),
    );
  }

  private isYoung({ at }: { at: number }): boolean {
    return this.clock.now() - at < SEARCH_MS;
  }

  /** The ID of a thing that this client created, if it still exists as far as can be told. */
  async stillThere(what: string, get: (id: string) => Promise<unknown>): Promise<string | undefined> {
    const made = this.made.get(what);
    if (!made || this.isYoung(made)) return made?.id;
    const id = await get(made.id).then(() => made.id, ifMissing);
    if (id === undefined) this.made.delete(what);
    return id;
  }
}

/**
 * Creates a thing at most once, as the command line does: it is refused if a thing with its name exists, and sent once.
 * If the answer is lost, the one new thing that matches is taken as the result. Unlike the command line, this writes
 * nothing to the disk, so a program that was ended meanwhile has to check before it creates again. Calls of one client
 * know of each other.
 * @param searchMs how long the lists are searched after a lost answer
 * @throws ExoError conflict, code `already-exists`; unavailable, code `outcome-unknown`; or the service's refusal
 */
export function createAtMostOnce<T extends Identified, A>(
  creations: Creations,
  thing: Creatable<T, A>,
  clock: Clock,
  signal: AbortSignal | undefined,
  searchMs = SEARCH_MS,
): Promise<Created<T, A>> {
  const { what, zone } = thing;
  const key = JSON.stringify([thing.everywhere ? '' : zone, what]);
  return creations.inTurn(key, async () => {
    signal?.throwIfAborted();
    const existing = await thing.list();
    const listed = existing.find((item) => thing.isNamed(item));
    const id = listed ? listed.id : await creations.stillThere(key, thing.get);
    if (listed !== undefined || id !== undefined) {
      const facts = { code: 'already-exists', zone, details: { id } };
      const there = listed
        ? `already exists in ${zone}`
        : `was created by this client as ${id}, though no list of ${zone} shows it`;
      throw new ExoError('conflict', `${what} ${there}; nothing was sent`, facts);
    }
    const creation: Creation<T, A> = {
      ...thing,
      before: new Set(existing.flatMap(({ id }) => id ?? [])),
      matches: (item) => thing.isNamed(item) && thing.matches(item),
      goOn: 'creating it again',
      remove: (one) => `deleting ${one}`,
      check: `listing what is in ${zone}`,
    };
    const created = await createOnce(creation, { clock, signal, searchMs });
    creations.remember(key, created.kind === 'answered' ? thing.idOf(created.answer) : created.item.id);
    return created;
  });
}
