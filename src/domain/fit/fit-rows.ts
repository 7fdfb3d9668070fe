import type { Quota } from '../../schemas/organization.js';
import { GPU_COUNT } from '../gpus.js';
import { compare, type Decimal } from '../money/decimal.js';
import { byText } from '../order.js';
import { quotaOf } from '../quota.js';
import { familyMemory, remarkOn } from './gpu-family.js';
import { type Fit, type FitAim, type FitModel, fitOf, type Verdict } from './model-fit.js';

/** A number of GPUs of a family, and whether the model fits on them. */
export interface FitRow extends Fit {
  family: string;
  /** GPUs per replica. */
  gpuCount: number;
  zones: readonly string[];
  /** The GPUs that the quota leaves, and its limit; both −1 if it is unlimited, absent if there is none. */
  quota?: { free: number; limit: number } | undefined;
  /** The cost of one replica per hour; absent if there is no price. */
  cost?: Decimal | undefined;
}

/** The families and GPU counts to choose from. */
export interface FitChoice {
  /** The families that the organization may use, each with its zones. */
  families: ReadonlyMap<string, readonly string[]>;
  quotas: readonly Quota[];
  /** Only this family, even if the organization may not use it. */
  family?: string | undefined;
  gpuCount?: number | undefined;
  /** The cost of this number of GPUs per hour; undefined if there is no price. */
  costOf(family: string, gpus: number): Decimal | undefined;
}

const ORDER: readonly Verdict[] = ['fits', 'tight', 'unknown', 'does not'];

/**
 * A row for every family and GPU count that may be used, or only for those of `choice`. Rows that fit come first; among
 * equals the cheapest, or without prices those with the least memory.
 */
export function fitRows(model: FitModel & { name: string }, aim: FitAim, choice: FitChoice): FitRow[] {
  const { families, quotas, family, gpuCount, costOf } = choice;
  const wanted = family === undefined ? [...families.keys()] : [nameOf(families, family)];
  const rows = wanted.flatMap((name) => {
    const { quota: entry, bound } = quotaOf(quotas, name);
    const isUnlimited = entry?.limit === -1;
    const quota = isUnlimited ? { free: -1, limit: -1 } : bound;
    const limit = isUnlimited || family !== undefined ? undefined : entry?.limit;
    const most = Math.min(limit ?? GPU_COUNT.max, GPU_COUNT.max);
    return (gpuCount === undefined ? countsUpTo(most) : [gpuCount])
      .filter((count) => count <= most)
      .map(
        (count): FitRow => ({
          ...remarked(fitOf(model, name, count, aim), name, model),
          family: name,
          gpuCount: count,
          zones: families.get(name) ?? [],
          quota,
          cost: costOf(name, count),
        }),
      );
  });
  return rows.sort(
    (a, b) =>
      ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
      byCost(a, b) ||
      memoryOf(a) - memoryOf(b) ||
      a.gpuCount - b.gpuCount ||
      byText(a.family, b.family),
  );
}

/** The first row that fits, of a family that may be used, with enough quota. */
export const firstThatFits = (rows: readonly FitRow[]): FitRow | undefined =>
  rows.find(
    ({ verdict, zones, quota, gpuCount }) =>
      verdict === 'fits' &&
      zones.length > 0 &&
      (quota === undefined || quota.limit === -1 || quota.free >= gpuCount),
  );

/** The remark for models with an encoder, whose working memory is not estimated. */
const ENCODES = 'working memory of its encoder not counted';

function remarked(fit: Fit, family: string, { name, shape }: FitModel & { name: string }): Fit {
  if (fit.verdict === 'does not') return fit;
  const remark = remarkOn(family, name);
  if (remark?.verdict) return { ...fit, verdict: remark.verdict, why: remark.text };
  const all = [fit.why, shape?.encodes ? ENCODES : '', remark?.text];
  return { ...fit, why: all.filter(Boolean).join('; ') };
}

/** A family as the service spells it. */
const nameOf = (families: FitChoice['families'], typed: string) =>
  [...families.keys()].find((name) => name.toLowerCase() === typed.toLowerCase()) ?? typed;

const countsUpTo = (most: number) => Array.from({ length: Math.max(0, most) }, (_, index) => index + 1);

const memoryOf = ({ family, gpuCount }: FitRow) => (familyMemory(family) ?? 1000) * gpuCount;

function byCost(a: FitRow, b: FitRow): number {
  if (a.cost === undefined || b.cost === undefined)
    return Number(a.cost === undefined) - Number(b.cost === undefined);
  return compare(a.cost, b.cost);
}
