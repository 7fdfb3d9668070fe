import { type Created, type Creation, createOnce, SEARCH_MS } from '../api/create-once.js';
import type { Clock } from '../clock.js';
import { ExoError } from '../errors.js';

type Identified = { id?: string | undefined };

/** What can be created, as far as one of its name goes. */
export interface Creatable<T extends Identified, A>
  extends Pick<Creation<T, A>, 'what' | 'zone' | 'send' | 'list' | 'matches'> {
  isNamed(item: T): boolean;
  /** Reads the one of an ID. @throws ExoError not-found */
  get(id: string): Promise<unknown>;
  /** Its ID, where the answer has one. */
  idOf(answer: A): string | undefined;
}

/** What one client has created, so that lists that are behind do not let it create the same again. */
export class Creations {
  /** What was created and not deleted here, by what it is, and when. */
  private readonly made = new Map<string, { id: string; at: number }>();
  private readonly last = new Map<string, Promise<unknown>>();

  constructor(private readonly clock: Clock) {}

  /** One after the other of those that create the same. */
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

  /** Its deletion was accepted: there may be a new one. */
  forget(id: string): void {
    for (const [what, made] of this.made)
      if (made.id.toLowerCase() === id.toLowerCase()) this.made.delete(what);
  }

  /** The ID of one that was created here and, as far as can be told, is still there. */
  async stillThere(what: string, get: (id: string) => Promise<unknown>): Promise<string | undefined> {
    const made = this.made.get(what);
    // At first it may not be found by its ID either.
    if (!made || this.clock.now() - made.at < SEARCH_MS) return made?.id;
    try {
      await get(made.id);
      return made.id;
    } catch (error) {
      if (!(error instanceof ExoError) || error.kind !== 'not-found') throw error;
      this.made.delete(what);
      return undefined;
    }
  }
}

/**
 * Creates a thing at most once, as the command line does: refused while there is one of its name, sent once, and where the
 * answer was lost, the one new thing that matches is taken for it. Other than there nothing is written down, so a program
 * that was ended in between has to look before it creates again; two calls of one client know of each other.
 * @param searchMs how long it is looked for after a lost answer
 * @throws ExoError conflict, code `already-exists`; unavailable, code `outcome-unknown`; what the service refuses it with
 */
export function createAtMostOnce<T extends Identified, A>(
  creations: Creations,
  thing: Creatable<T, A>,
  clock: Clock,
  signal: AbortSignal | undefined,
  searchMs = SEARCH_MS,
): Promise<Created<T, A>> {
  const { what, zone } = thing;
  const key = JSON.stringify([zone, what]);
  return creations.inTurn(key, async () => {
    signal?.throwIfAborted();
    const existing = await thing.list();
    const listed = existing.find((item) => thing.isNamed(item));
    const id = listed ? listed.id : await creations.stillThere(key, thing.get);
    if (listed !== undefined || id !== undefined) {
      const facts = { code: 'already-exists', zone, details: { id } };
      throw new ExoError('conflict', `${what} already exists in ${zone}; nothing was sent`, facts);
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
