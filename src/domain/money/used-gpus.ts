import type { Decimal } from './decimal.js';
import type { GpuAccount } from './gpu-accounts.js';
import { type GpuTime, gpuTime, type Window, within } from './gpu-time.js';
import { type Currency, costOfTime, type PriceList } from './price.js';

export type UsedGpus = GpuTime & { family: string | undefined };

/** The GPU time of a deployment in a window, by its account. */
export function usedIn(window: Window, { stretches, gpuCount, gpuType }: GpuAccount): UsedGpus {
  return { ...gpuTime(within(stretches, window), gpuCount), family: gpuType };
}

/** The cost of GPU time by the price list; undefined if an hour or a price is not known. */
export function costOfUsed(
  all: readonly UsedGpus[],
  list: PriceList,
  currency: Currency,
): Decimal | undefined {
  const byFamily = new Map<string, number>();
  for (const { family, gpuMs, unknownMs } of all) {
    if (gpuMs + unknownMs === 0) continue;
    if (family === undefined || unknownMs > 0) return undefined;
    byFamily.set(family, (byFamily.get(family) ?? 0) + gpuMs);
  }
  return costOfTime(list, currency, [...byFamily]);
}

/** What deployments have used in a window, and what that costs. */
export interface CostFacts {
  window: Window;
  /** Absent if the caller may not read events. */
  accounts: readonly GpuAccount[] | undefined;
  prices: PriceList | undefined;
  currency: Currency;
}

/** The cost of all deployments in a window; undefined if a price or an hour is not known. */
export function totalCost({ accounts, window, prices, currency }: CostFacts): Decimal | undefined {
  const used = accounts?.map((account) => usedIn(window, account));
  return prices && used && costOfUsed(used, prices, currency);
}
