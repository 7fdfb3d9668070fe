import type { Deps } from '../../deps.js';
import type { DesiredDeployment, PlacedDeployment } from '../../desired/file/schema.js';
import type { Brought, RunRecord } from '../../io/run-records.js';
import { accountOf } from '../take-turn.js';

type Named = Pick<DesiredDeployment, 'zone' | 'name'>;

/** What runs of `apply` on this machine, with this account, have made of the deployments of some files. */
export interface LastRuns {
  of(deployment: Named): Brought | undefined;
  /**
   * Writes down what was brought into its state now; what was not keeps its record.
   * @returns why that could not be done
   */
  write(brought: readonly (Named & { replicas: number })[], at: Date): string | undefined;
}

const keyOf = ({ zone, name }: Named) => `${zone}/${name}`;

/** Reads what is known of earlier runs, a record a file. */
export async function lastRuns(
  deps: Deps,
  names: readonly string[],
  deployments: readonly PlacedDeployment[],
): Promise<LastRuns> {
  const machine = await deps.machine();
  const [records, account] = await Promise.all([machine.runs(), accountOf(deps)]);
  const files: { name: string; key: string; record: RunRecord }[] = [];
  for (const name of names) {
    const path = name === '-' ? name : await machine.realPath(name);
    const key = JSON.stringify(['apply', ...account, path]);
    files.push({ name, key, record: records.find(key) ?? {} });
  }
  const fileOf = new Map(deployments.map((one) => [keyOf(one), one.source.file]));
  return {
    of: (one) => files.find(({ name }) => name === fileOf.get(keyOf(one)))?.record[keyOf(one)],
    write(brought, at) {
      const failed = files.map(({ name, key, record }) => {
        const own = brought.filter((one) => fileOf.get(keyOf(one)) === name);
        if (own.length === 0) return undefined;
        const now = own.map((one) => [keyOf(one), { at: at.getTime(), replicas: one.replicas }]);
        return records.write(key, { ...record, ...Object.fromEntries(now) });
      });
      return failed.find((why) => why !== undefined);
    },
  };
}
