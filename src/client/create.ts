import { type Created, createOnce, SEARCH_MS, type Searched } from '../api/create-once.js';
import type { Clock } from '../clock.js';
import { ExoError } from '../errors.js';

/** What can be created, as far as one of its name goes. */
export interface Creatable<T, A> {
  /** `deployment my-app`, for messages. */
  what: string;
  zone: string;
  send(): Promise<A>;
  list(options?: { atMostMs: number }): Promise<readonly T[]>;
  id(item: T): string | undefined;
  isNamed(item: T): boolean;
  matches(item: T): boolean;
}

/**
 * Creates a thing at most once, as the command line does: refused while there is one of its name, sent once, and where the
 * answer was lost, the one new thing that matches is taken for it. Other than there nothing is written down, so a program
 * that was ended in between has to look before it creates again.
 * @param searchMs how long it is looked for after a lost answer
 * @throws ExoError conflict, code `already-exists`; unavailable, code `outcome-unknown`; what the service refuses it with
 */
export async function createAtMostOnce<T, A>(
  thing: Creatable<T, A>,
  clock: Clock,
  signal: AbortSignal | undefined,
  searchMs = SEARCH_MS,
): Promise<Created<T, A>> {
  const { what, zone } = thing;
  const existing = await thing.list();
  const taken = existing.find((item) => thing.isNamed(item));
  if (taken !== undefined) {
    const facts = { code: 'already-exists', zone, details: { id: thing.id(taken) } };
    throw new ExoError('conflict', `${what} already exists in ${zone}; nothing was sent`, facts);
  }
  const searched: Searched<T> = {
    ...thing,
    before: new Set(existing.flatMap((item) => thing.id(item) ?? [])),
    matches: (item) => thing.isNamed(item) && thing.matches(item),
    goOn: 'creating it again',
    remove: (id) => `deleting ${id}`,
    check: `listing what is in ${zone}`,
  };
  return createOnce({ ...searched, send: thing.send }, { clock, signal, searchMs });
}
