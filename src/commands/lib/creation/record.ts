import type { Deps } from '../../../deps.js';
import type { CreationRecord } from '../../../io/creation-records.js';
import { accountOf } from '../take-turn.js';
import { type AnyThing, idsOf, type Listed } from './thing.js';

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

/** What is written down of a creation. Read when its turn has come: whoever was before may have written or struck it. */
export async function recordOf(deps: Deps, thing: AnyThing, key: string): Promise<Entry> {
  const { kind, place: zone, name, asked, hidden } = thing;
  const [records, { sha256 }] = await Promise.all([
    deps.machine().then((machine) => machine.creations()),
    import('../../../io/sha256.js'),
  ]);
  const account = sha256(JSON.stringify(await accountOf(deps))).slice(0, 16);
  const digest = sha256(JSON.stringify([asked, hidden ?? null]));
  const earlier = records.find(key);
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
