import { type Created, type Creation, foundById as onlyFound, SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import type { ExoError } from '../../../errors.js';
import type { CreationRecord, CreationRecords } from '../../../io/creation-records.js';
import type { Operation } from '../../../schemas/operation.js';
import { LOOK_MS } from '../look.js';
import type { Named } from '../meant.js';
import type { WaitInput } from '../parse-input.js';
import { accountOf } from '../take-turn.js';

/** An entry of a list, of any kind of thing that can be created. */
export interface Listed extends Named {
  'created-at'?: string | undefined;
}

/** A thing to create, of any kind, with everything that `createThing` needs to know about it. */
export interface Thing<T extends Listed, A> extends Omit<Creation<T, A>, 'before'> {
  kind: 'deployment' | 'model' | 'api-key';
  name: string;
  /** Where its name must be unique: its zone, or '' for a thing that belongs to the organization. */
  place: string;
  /** Does this entry have its name, and belong to the organization? */
  isNamed(item: T): boolean;
  /** The request without secrets, for the record. Of `hidden` only a digest is recorded. */
  asked: Readonly<Record<string, unknown>>;
  hidden?: unknown;
  /** Reads it by its ID; absent if the answer to the creation is the thing itself. */
  read?(id: string, options: { timeoutMs: number }): Promise<T>;
  /** What is wrong with the created thing; undefined if it shows no fault. */
  amiss?(item: T): ExoError | undefined;
  /** The operation and the ID in the answer to the creation. */
  accepted(answer: A): { operation?: string | undefined; id?: string | undefined };
}

/** What a creation is recorded by on this machine. */
export type ThingKey = Pick<AnyThing, 'kind' | 'place' | 'name'>;

/** The names of a thing in messages, and where it is looked for. */
export type ThingWords = ThingKey & Pick<AnyThing, 'what' | 'zone' | 'check'>;

/** A thing of any kind, for code that only looks at it and speaks of it. */
export type AnyThing = Thing<Listed, unknown>;

/** The listed things that can also be read by their ID; all of them if a thing of this kind cannot be read. */
export async function foundById<T extends Listed>(
  { read }: Pick<Thing<T, unknown>, 'read'>,
  items: readonly T[],
): Promise<readonly T[]> {
  return read ? onlyFound(items, (id) => read(id, { timeoutMs: LOOK_MS })) : items;
}

export const idsOf = (items: readonly Listed[]) => items.flatMap(({ id }) => (id === undefined ? [] : [id]));

export interface CreationOptions<T extends Listed, A, R> {
  again: boolean;
  dryRun: boolean;
  wait: WaitInput;
  /** Called together with the first request for the list, to send other requests at the same time. */
  besideList?: (() => void) | undefined;
  /**
   * Throws to refuse the creation; returns a result if nothing is to be sent, undefined to go on.
   * @param taken the existing thing of its name
   */
  decide(taken: T | undefined): Promise<R | undefined> | R | undefined;
  /** Waits until the thing exists. @returns its ID if it is known, and with --no-wait the pending operation */
  follow(created: Created<T, A>): Promise<Followed>;
  /** Called when the service has accepted the creation, before the wait. */
  onSent?: (() => void) | undefined;
}

export interface Followed {
  id: string | undefined;
  pending?: Operation | undefined;
  /** With --no-wait: whether the creation has ended is not known. */
  isOpen?: true;
}

/**
 * The outcome of a creation: the ID of the thing, with its ended operation if that is known, or with --no-wait the
 * pending operation. `accepted`: the thing is there, but with --no-wait it is not known whether its creation has ended.
 */
export type Made =
  | { kind: 'created' | 'accepted'; id: string; operationId?: string | undefined }
  | { kind: 'pending'; operation: Operation };

/** What this machine has recorded about the creation of one thing, of the same account, zone, kind and name. */
export type Entry = Awaited<ReturnType<typeof recordOf>>;

/** The key of a creation on this machine: equal for two runs that create the same thing. It names the lock, too. */
export async function creationKey(deps: Deps, { kind, place, name }: ThingKey): Promise<string> {
  return JSON.stringify(['create', ...(await accountOf(deps)), place, kind, name]);
}

/** The record of the creation of a thing, with its key and the store. */
export async function writtenOf(deps: Deps, thing: ThingKey) {
  const records = await (await deps.machine()).creations();
  const key = await creationKey(deps, thing);
  const found = records.find(key);
  const now = deps.clock.now();
  if (found?.seen && now - found.sentAt >= SEARCH_MS) {
    records.strike(key);
    return { records, key, earlier: undefined };
  }
  if (!found || found.sentAt < now + TOO_LATE_MS) return { records, key, earlier: found };
  // The clock was wrong then. From now on the record ages; otherwise it would count as new until that moment.
  const earlier = { ...found, sentAt: now };
  records.write(key, earlier);
  return { records, key, earlier };
}

/** A record dated later than now by this, in ms, is from a wrong clock; by less, clocks of two machines may differ. */
const TOO_LATE_MS = 60 * 60_000;

/** The same for each thing of a kind, with the name that it was recorded by. */
export async function writtenIn(deps: Deps, { kind, place }: Omit<ThingKey, 'name'>) {
  const names = [...(await writtenNames(deps, kind, place))];
  return Promise.all(
    names.map(async (name) => ({ name, ...(await writtenOf(deps, { kind, place, name })) })),
  );
}

/** The names of the things of a kind whose creation this machine has recorded, with any account. */
export async function writtenNames(deps: Deps, kind: AnyThing['kind'], place: string): Promise<Set<string>> {
  const records = (await (await deps.machine()).creations()).all();
  const isIts = (record: CreationRecord) => record.kind === kind && record.zone === place;
  return new Set(records.filter(isIts).map(({ name }) => name));
}

/**
 * Notes that a list has shown what was created. The record is kept until a minute after the creation was sent: until
 * then the next list may lack the thing again, and another must not be created for that.
 */
export function noteSeen(
  { records, key, earlier }: { records: CreationRecords; key: string; earlier: CreationRecord },
  id: string | undefined,
  now: number,
): void {
  const accepted = { ...earlier.accepted, id: earlier.accepted?.id ?? id };
  if (now - earlier.sentAt >= SEARCH_MS) records.strike(key);
  else records.write(key, { ...earlier, accepted, seen: true });
}

/** The record, to be changed. Call it while holding the lock: a run before may have written or removed the record. */
export async function recordOf(deps: Deps, thing: AnyThing) {
  const { kind, place: zone, name, asked, hidden } = thing;
  const { sha256 } = await import('../../../io/sha256.js');
  const { records, key, earlier } = await writtenOf(deps, thing);
  const account = sha256(JSON.stringify(await accountOf(deps))).slice(0, 16);
  const digest = sha256(JSON.stringify([asked, hidden ?? null]));
  let record: CreationRecord = { account, zone, kind, name, asked, digest, before: [], sentAt: 0 };
  return {
    /** The creation of an earlier run whose outcome is not known. */
    earlier,
    /** Is the earlier request exactly the same as this one? */
    isSame: earlier?.digest === digest,
    /** Records that the creation is about to be sent. @returns which protection is lacking, see `CreationRecords` */
    begin(existing: readonly Listed[]) {
      record = { ...record, before: idsOf(existing), sentAt: deps.clock.now() };
      return records.write(key, record);
    },
    /** Records that the service has accepted it; no list has shown it yet. */
    accept(accepted: NonNullable<CreationRecord['accepted']>) {
      record = { ...record, accepted };
      records.write(key, record);
    },
    /**
     * Records that the operation of the accepted creation has failed, and that nothing was to be seen of the thing. If
     * the creation was sent so long ago that the thing would show, the record is removed.
     */
    fail() {
      record = { ...record, failed: true };
      if (deps.clock.now() - record.sentAt < SEARCH_MS) records.write(key, record);
      else records.strike(key);
    },
    /** The creation was refused or never sent: restores the record of the earlier one, if there was one. */
    takeBack() {
      if (earlier) records.write(key, earlier);
      else records.strike(key);
    },
    /** Records that a list has shown the thing, see `noteSeen`. */
    see(id: string | undefined) {
      const sent = record.sentAt === 0 ? earlier : record;
      if (!sent) return records.strike(key);
      noteSeen({ records, key, earlier: sent }, id, deps.clock.now());
    },
    /** Removes the record, because the outcome is known. */
    strike: () => records.strike(key),
  };
}
