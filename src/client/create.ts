import { type Created, type Creation, createOnce, foundById, SEARCH_MS } from '../api/create-once.js';
import type { Clock } from '../clock.js';
import { ExoError } from '../errors.js';
import { type Creations, type Findable, isSame } from './creations.js';

type Identified = { id?: string | undefined };

/** What is needed to create a thing unless one with its name exists. */
export interface Creatable<T extends Identified, A>
  extends Findable<T>,
    Pick<Creation<T, A>, 'what' | 'zone' | 'send' | 'list' | 'matches'> {
  /** It belongs to the organization: one of this name that was made in another zone is the same thing. */
  everywhere?: true;
  /** The ID of the new thing, if the answer has it. */
  idOf(answer: A): string | undefined;
}

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
