import type { Deps } from '../../deps.js';
import type { PlacedDeployment } from '../../desired/file/file-schema.js';
import { exceptAt } from '../../desired/schedule/schedule.js';
import type { Brought, RunRecord } from '../../io/run-records.js';
import { isPiped } from '../lib/desired/selection.js';
import { accountOf } from '../lib/take-turn.js';

type Named = Pick<PlacedDeployment, 'zone' | 'name'>;

type Open = Partial<Pick<Brought, 'open'>>;

export const keyOf = ({ zone, name }: Named) => `${zone}/${name}`;

/** What earlier runs of `apply` on this machine, with this account, have done to the deployments of some files. */
export interface LastRuns {
  /** The last run that brought the deployment into its state, and the replicas it then had. */
  lastSet(deployment: Named): (Omit<Brought, 'at'> & { at: Date }) | undefined;
  /** The other zones in which runs have had a deployment of this name since one last had it in its zone. */
  otherZones(deployment: Named): string[];
  /** The change of which the last run has not seen the end. */
  open(deployment: Named): Brought['open'];
  /** The moment before which entries of the schedule are carried out already. */
  lastRun(deployment: Named): Date | undefined;
  /**
   * Records the deployments that this run has brought into their state, or found so, also while the change to it is
   * under way. The others keep their record.
   * @param sent changes that the deployments did not yet show: the sizes that were asked for, from those before
   * @param deleted the IDs that this run has deleted: under their names another deployment may be made
   * @returns why the run could not be recorded
   */
  write(
    brought: readonly (Named & { replicas: number; id?: string | undefined; isUnderWay?: boolean } & Open)[],
    sent: readonly (Named & { replicas: number | undefined; from?: number | undefined } & Open)[],
    deleted?: ReadonlySet<string>,
  ): string | undefined;
}

/**
 * Reads the records of earlier runs. Each file that has deployments has its own record, also if another file includes
 * it, so that runs with different including files share it.
 * @param at the moment for which this run takes the desired state
 */
export async function lastRuns(
  deps: Deps,
  deployments: readonly PlacedDeployment[],
  at: Date,
): Promise<LastRuns> {
  const machine = await deps.machine();
  const [records, account] = await Promise.all([machine.runs(), accountOf(deps)]);
  const files: { name: string; key: string; record: RunRecord; zones: string[] }[] = [];
  const fileOf = new Map(deployments.map((one) => [keyOf(one), one.source.file]));
  for (const name of new Set(fileOf.values())) {
    const path = isPiped(name) ? '-' : await machine.realPath(name);
    const key = JSON.stringify(['apply', ...account, path]);
    const record = records.find(key) ?? {};
    const zones = Object.keys(record).map((each) => each.slice(0, each.indexOf('/')));
    files.push({ name, key, record, zones: [...new Set(zones)] });
  }
  /** The deployments on excepted days or held, and whether they are held. */
  const excepted = new Map(
    deployments.flatMap((one) => {
      const { why } = exceptAt(one, at) ?? {};
      return why?.kind === 'except' ? [[keyOf(one), why.entry.heldBy !== undefined] as const] : [];
    }),
  );
  const fileWith = (one: Named) => files.find(({ name }) => name === fileOf.get(keyOf(one)));
  const lastSet: LastRuns['lastSet'] = (one) => {
    const known = fileWith(one)?.record[keyOf(one)];
    // A record from the future comes from a wrong clock. It is ignored: until its time came, no entry would fire.
    return known && known.at > 0 && known.at <= deps.clock.now()
      ? { ...known, at: new Date(known.at) }
      : undefined;
  };
  return {
    lastSet,
    open: (one) => fileWith(one)?.record[keyOf(one)]?.open,
    otherZones(one) {
      const { record = {}, zones = [] } = fileWith(one) ?? {};
      const lastIn = (zone: string) => record[keyOf({ zone, name: one.name })]?.at ?? 0;
      return zones.filter((zone) => lastIn(zone) > lastIn(one.zone));
    },
    lastRun(one) {
      const set = lastSet(one);
      // That run carried out an excepted day or a hold. Once that has ended, what decides now has not been carried out
      // since, even if it has always decided (1970).
      const isHeld = excepted.get(keyOf(one));
      const hasEnded = (set?.outside && isHeld === undefined) || (set?.held && !isHeld);
      return hasEnded ? new Date(-1) : set?.at;
    },
    write(brought, sent, deleted = new Set()) {
      // A run for a moment in the future (--at) is not recorded.
      if (at.getTime() > deps.clock.now()) return undefined;
      const failed = files.map(({ name, key }) => {
        const isOwn = (one: Named) => fileOf.get(keyOf(one)) === name;
        // The record is read again, because a run for other zones of the same file may have written it meanwhile.
        const before = records.find(key) ?? {};
        const kept = Object.entries(before).filter(([, { id }]) => id === undefined || !deleted.has(id));
        const record = Object.fromEntries(kept);
        const unfinished = sent.filter(isOwn);
        for (const { open, ...one } of unfinished) {
          const first: Brought | undefined =
            one.from === undefined ? undefined : { at: 0, replicas: one.from };
          const last = record[keyOf(one)] ?? first;
          if (!last) continue;
          // What an earlier run has asked for has come true meanwhile, although no run has seen it end.
          const { sent = last.replicas } = last;
          const replicas = sent === one.from ? sent : last.replicas;
          record[keyOf(one)] = { ...last, replicas, sent: one.replicas ?? last.sent, open };
        }
        // A later run may have ended while this one still waited: then its record stays.
        const isLatest = (one: Named) => {
          const recorded = record[keyOf(one)]?.at ?? 0;
          return recorded <= at.getTime() || recorded > deps.clock.now();
        };
        const finished = brought
          .filter((one) => isOwn(one) && isLatest(one))
          .map((one) => {
            const isHeld = excepted.get(keyOf(one));
            const outside = isHeld !== undefined && { outside: true, ...(isHeld && { held: true }) };
            // A change that is still under way may fail yet: then the deployment goes back to what it had before.
            const last = one.isUnderWay ? record[keyOf(one)] : undefined;
            const has = last
              ? { replicas: last.replicas, sent: one.replicas, open: one.open }
              : { replicas: one.replicas };
            return [keyOf(one), { at: at.getTime(), ...has, id: one.id, ...outside }] as const;
          });
        const isSame =
          kept.length === Object.keys(before).length && unfinished.length + finished.length === 0;
        if (isSame) return undefined;
        return records.write(key, { ...record, ...Object.fromEntries(finished) });
      });
      return failed.find((why) => why !== undefined);
    },
  };
}
