import type { Created, Creation } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { type ExoError, failureOf } from '../../../errors.js';
import type { CreationRecord } from '../../../io/creation-records.js';
import type { Operation } from '../../../schemas/operation.js';
import { LOOK_MS } from '../look.js';
import type { WaitInput } from '../parse-input.js';
import { accountOf } from '../take-turn.js';

/** What any kind of thing that can be created has in a list. */
export interface Listed {
  id?: string | undefined;
  name: string;
  'created-at'?: string | undefined;
}

/** A thing that is to be created, whatever its kind: all that the one way of creating needs to know of it. */
export interface Thing<T extends Listed, A> extends Omit<Creation<T, A>, 'before'> {
  kind: 'deployment' | 'model' | 'api-key';
  name: string;
  /** Where a second one of its name would be one too many: its zone, or '' for what belongs to the organization. */
  place: string;
  /** Is this one of its name, and the organization's own? */
  isNamed(item: T): boolean;
  /** The request without secrets; of `hidden` only a digest is written down. */
  asked: Readonly<Record<string, unknown>>;
  hidden?: unknown;
  /** Reads it by its ID; absent where a creation is answered with the thing itself. */
  read?(id: string, options: { timeoutMs: number }): Promise<T>;
  /** What is wrong with it once the service has called its creation done; undefined: nothing that it tells of. */
  amiss?(item: T): ExoError | undefined;
  /** What the service calls a creation it has accepted. */
  accepted(answer: A): { operation?: string | undefined; id?: string | undefined };
}

/** What a thing is called, and where it is looked for. */
export type ThingWords = Pick<AnyThing, 'kind' | 'place' | 'name' | 'what' | 'zone' | 'check'>;

/** One of any kind, as far as looking at it and speaking of it goes. */
export type AnyThing = Thing<Listed, unknown>;

/** Of what a list shows, what its ID finds too: lists may still show what is gone. What cannot be looked at is there. */
export async function foundById<T extends Listed>(
  { read }: Pick<Thing<T, unknown>, 'read'>,
  items: readonly T[],
): Promise<T[]> {
  if (!read) return [...items];
  const isThere = async ({ id }: T) =>
    id === undefined ||
    read(id, { timeoutMs: LOOK_MS }).then(
      () => true,
      (error: unknown) => failureOf(error).kind !== 'not-found',
    );
  const there = await Promise.all(items.map(isThere));
  return items.filter((_, i) => there[i]);
}

/** The IDs of what there is. */
export const idsOf = (items: readonly Listed[]) => items.flatMap(({ id }) => (id === undefined ? [] : [id]));

/** How a creation goes, beside what is created. */
export interface CreationOptions<T extends Listed, A, R> {
  again: boolean;
  dryRun: boolean;
  wait: WaitInput;
  /** Called as the first list is asked for: what else is to be asked goes beside it, and all takes one round trip. */
  besideList?: (() => void) | undefined;
  /** Refuses it, or returns what comes of it when nothing is to be sent. @param taken what has its name already */
  decide(taken: T | undefined): Promise<R | undefined> | R | undefined;
  /** Waits until it is there. @returns its ID where the service has told, and the operation that is not waited for */
  follow(created: Created<T, A>): Promise<Followed>;
  /** Called once the service has accepted it, before it is waited for. */
  onSent?: (() => void) | undefined;
}

export interface Followed {
  id: string | undefined;
  pending?: Operation | undefined;
}

/** What came of a creation: the ID of what is there, or the operation that is not waited for. */
export type Made = { kind: 'created'; id: string } | { kind: 'pending'; operation: Operation };

/** What runs of this machine know of one creation: the same account, zone, kind and name. */
export interface Entry {
  /** What an earlier run sent, if nobody has seen what became of it. */
  earlier: CreationRecord | undefined;
  /** Does the earlier one ask for the same, to the letter? */
  isSame: boolean;
  /** Writes down that it is about to be sent. @returns the protection that is lacking, see `CreationRecords` */
  begin(existing: readonly Listed[]): string | undefined;
  /** The service has accepted it; it is still to be seen. */
  accept(as: NonNullable<CreationRecord['accepted']>): void;
  /** It was refused, or never left: what was known before holds again. */
  takeBack(): void;
  /** Its outcome, and that of an earlier one, is known. */
  strike(): void;
}

/** What tells the creations of this machine apart, and what two runs that create the same thing have in common: a lock's name too. */
export async function creationKey(
  deps: Deps,
  { kind, place, name }: Pick<AnyThing, 'kind' | 'place' | 'name'>,
): Promise<string> {
  return JSON.stringify(['create', ...(await accountOf(deps)), place, kind, name]);
}

/** What is written down of the creation of a thing, and by what key. */
export async function writtenOf(deps: Deps, thing: Pick<AnyThing, 'kind' | 'place' | 'name'>) {
  const records = await (await deps.machine()).creations();
  const key = await creationKey(deps, thing);
  return { records, key, earlier: records.find(key) };
}

/** The same, to be changed. Read when its turn has come: whoever was before may have written or struck it. */
export async function recordOf(deps: Deps, thing: AnyThing): Promise<Entry> {
  const { kind, place: zone, name, asked, hidden } = thing;
  const { sha256 } = await import('../../../io/sha256.js');
  const { records, key, earlier } = await writtenOf(deps, thing);
  const account = sha256(JSON.stringify(await accountOf(deps))).slice(0, 16);
  const digest = sha256(JSON.stringify([asked, hidden ?? null]));
  let record: CreationRecord = { account, zone, kind, name, asked, digest, before: [], sentAt: 0 };
  return {
    earlier,
    isSame: earlier?.digest === digest,
    begin(existing) {
      record = { ...record, before: idsOf(existing), sentAt: deps.clock.now() };
      return records.write(key, record);
    },
    accept(accepted) {
      record = { ...record, accepted };
      records.write(key, record);
    },
    takeBack() {
      if (earlier) records.write(key, earlier);
      else records.strike(key);
    },
    strike: () => records.strike(key),
  };
}
