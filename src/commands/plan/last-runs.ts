import type { Deps } from '../../deps.js';
import type { PlacedDeployment } from '../../desired/file/schema.js';
import { exceptAt } from '../../desired/schedule/schedule.js';
import type { Brought, RunRecord } from '../../io/run-records.js';
import { accountOf } from '../lib/take-turn.js';

type Named = Pick<PlacedDeployment, 'zone' | 'name'>;

export const keyOf = ({ zone, name }: Named) => `${zone}/${name}`;

/** What runs of `apply` on this machine, with this account, have made of the deployments of some files. */
export interface LastRuns {
  lastSet(deployment: Named): (Omit<Brought, 'at'> & { at: Date }) | undefined;
  lastRun(deployment: Named): Date | undefined;
  /**
   * Writes down what was brought into its state now; what was not keeps its record.
   * @param sent what was asked for and not seen come
   * @returns why that could not be done
   */
  write(
    brought: readonly (Named & { replicas: number })[],
    sent: readonly (Named & { replicas: number })[],
    at: Date,
  ): string | undefined;
}

/**
 * Reads what is known of earlier runs: a record for each file that names deployments, be it included by others, so that a run
 * of one of these knows what a run of another has made of them.
 */
export async function lastRuns(deps: Deps, deployments: readonly PlacedDeployment[]): Promise<LastRuns> {
  const machine = await deps.machine();
  const [records, account] = await Promise.all([machine.runs(), accountOf(deps)]);
  const files: { name: string; key: string; record: RunRecord }[] = [];
  const fileOf = new Map(deployments.map((one) => [keyOf(one), one.source.file]));
  for (const name of new Set(fileOf.values())) {
    const path = name === '-' ? name : await machine.realPath(name);
    const key = JSON.stringify(['apply', ...account, path]);
    files.push({ name, key, record: records.find(key) ?? {} });
  }
  const lastSet: LastRuns['lastSet'] = (one) => {
    const known = files.find(({ name }) => name === fileOf.get(keyOf(one)))?.record[keyOf(one)];
    // A clock that was wrong must not keep anything from firing until that time comes.
    return known && known.at <= deps.clock.now() ? { ...known, at: new Date(known.at) } : undefined;
  };
  return {
    lastSet,
    lastRun(one) {
      const set = lastSet(one);
      // What held outside the schedule is over, however it ended: what fired before counts once again.
      return set?.outside ? new Date(0) : set?.at;
    },
    write(brought, sent, at) {
      // A moment to come, as --at can name it, has not been yet.
      if (at.getTime() > deps.clock.now()) return undefined;
      const excepted = new Set(deployments.filter((one) => exceptAt(one, at) !== undefined).map(keyOf));
      const failed = files.map(({ name, key }) => {
        const isOwn = (one: Named) => fileOf.get(keyOf(one)) === name;
        // Read anew: a run for other zones of the same file may have written meanwhile.
        const record = records.find(key) ?? {};
        const asked = sent.filter(isOwn).flatMap((one) => {
          const before = record[keyOf(one)];
          return before ? [[keyOf(one), { ...before, sent: one.replicas }] as const] : [];
        });
        const now = brought.filter(isOwn).map((one) => {
          const outside = excepted.has(keyOf(one)) && { outside: true };
          return [keyOf(one), { at: at.getTime(), replicas: one.replicas, ...outside }] as const;
        });
        if (asked.length + now.length === 0) return undefined;
        return records.write(key, { ...record, ...Object.fromEntries([...asked, ...now]) });
      });
      return failed.find((why) => why !== undefined);
    },
  };
}
