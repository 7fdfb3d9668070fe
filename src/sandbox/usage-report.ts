import { HOUR_MS } from '../domain/duration.js';
import { utcMonth } from '../domain/utc.js';
import type { UsageLine } from '../schemas/usage.js';
import { badRequest } from './problem.js';
import type { DeploymentRecord, WorldData } from './records.js';
import type { Call } from './world.js';

/** Keeps the runs of a deleted deployment for usage reports. @param at when its GPUs were free again, in ms */
export function closeAccount(data: WorldData, record: DeploymentRecord, at: number): void {
  const { id, zone, gpuType, gpuCount } = record;
  for (const { from, to = at } of record.runs)
    data.pastRuns.push({ id, zone, gpuType, gpuCount, from, to: Math.max(from, to) });
}

/**
 * `get-usage-report`: the GPU-hours of a month, by zone and family, by the sandbox's clock.
 * @param period a month in UTC, `2026-10`; absent: the present month @throws Problem 400 for any other text
 */
export function usageReport({ world, now }: Call, period: string | undefined): UsageLine[] {
  const month = period ?? utcMonth(now);
  const from = /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? Date.parse(`${month}-01T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(from))
    throw badRequest(`The parameter period must be a month like 2026-10, not ${month}.`);
  const start = new Date(from);
  const to = start.setUTCMonth(start.getUTCMonth() + 1);
  const sums = new Map<string, { zone: string; family: string; ms: number }>();
  for (const run of runsOf(world.data, now)) {
    const ms = (Math.min(run.to, to, now) - Math.max(run.from, from)) * run.gpuCount;
    if (ms <= 0) continue;
    const key = `${run.zone} ${run.gpuType}`;
    const sum = sums.get(key) ?? { zone: run.zone, family: run.gpuType, ms: 0 };
    sums.set(key, { ...sum, ms: sum.ms + ms });
  }
  return [...sums.values()].map(({ zone, family, ms }) => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    product: 'Dedicated Inference',
    variable: family,
    description: `GPU ${family} in ${zone}`,
    quantity: (ms / HOUR_MS).toFixed(6),
    unit: 'GPU hours',
  }));
}

function runsOf({ deployments, pastRuns }: WorldData, now: number) {
  const present = deployments
    .filter(({ visibility }) => visibility === 'private')
    .flatMap(({ runs, change, zone, gpuType, gpuCount }) => {
      // A deployment has no GPUs any more once its deletion is accepted.
      const end = change?.kind === 'delete' ? change.from : now;
      return runs.map(({ from, to = end }) => ({ zone, gpuType, gpuCount, from, to }));
    });
  return [...pastRuns, ...present];
}
