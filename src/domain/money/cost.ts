import type { UsageLine } from '../../schemas/usage.js';
import { HOUR_MS } from '../duration.js';
import { type BilledLine, billedOf, wordsOf } from './billed-line.js';
import { compare, type Decimal, divide, minus, sum, sumKnown } from './decimal.js';
import type { GpuAccount } from './gpu-accounts.js';
import { addUp, type GpuTime, gpuTime, utcDays, type Window, within } from './gpu-time.js';
import { type Currency, costOver, type PriceList, priceOf } from './price.js';

/** By what the rows of a month are made. */
export const COST_BY = ['deployment', 'family', 'day'] as const;
export type CostBy = (typeof COST_BY)[number];

/** A part of what a month has cost: explained by events, billed by the usage report, or both. */
export interface CostRow {
  /** `usage`: a line of the report that no other row holds, as the service says it. */
  kind: CostBy | 'usage';
  /** The deployment, the family or the day; the line's own words. */
  what: string;
  zone: string;
  id: string;
  family: string;
  /** Absent where nothing explains it. */
  explained?: GpuTime | undefined;
  /** Of what is explained, by the list; absent where a price or an hour is not known. */
  cost?: Decimal | undefined;
  /** As the service says it, in `unit`; hours that several lines have are added. */
  billed: string;
  unit: string;
  /** Billed less explained, in GPU-hours; empty where one of them is not known. */
  difference: string;
}

/** What the rows of a month are made from. */
export interface CostInput {
  by: CostBy;
  window: Window;
  /** Absent where events may not be read. */
  accounts: readonly GpuAccount[] | undefined;
  /** The accounts are those of some zones: the report, which is of all, is not held against them. */
  partial?: boolean | undefined;
  /** Absent where the report may not be read. */
  usage: readonly UsageLine[] | undefined;
  prices: PriceList | undefined;
  currency: Currency;
}

/** The rows of a month: what is explained first, then every line of the report that none of them holds. */
export function costRows(input: CostInput): CostRow[] {
  const { by, accounts, partial = false, usage = [] } = input;
  const all = usage.map((line) => billedOf(line, accounts ?? []));
  const lines = partial ? all.map(({ hours: _, ...line }): BilledLine => line) : all;
  const rows = explainedRows(input, lines).map((row): CostRow => {
    const held = lines.flatMap((line) => (holds(row, line) ? (line.hours ?? []) : []));
    if (held.length === 0) return row;
    const billed = sum(held);
    return { ...row, billed, unit: 'GPU hours', difference: differenceOf(billed, row.explained) };
  });
  const others = lines.filter((line) => !rows.some((row) => holds(row, line)));
  return [...rows, ...others.map(({ line, family = '' }) => usageRow(line, family, by))];
}

/** Is a line of the report about the same GPU-hours as a row? */
function holds(row: CostRow, { hours, family, day, id }: BilledLine): boolean {
  if (hours === undefined) return false;
  if (row.kind === 'family') return row.family === family;
  return row.kind === 'day' ? row.what === day : id !== undefined && row.id === id;
}

/** What the report has of GPU-hours of dedicated inference; undefined where no line can be read so. */
export function billedHours(
  usage: readonly UsageLine[],
  accounts: readonly GpuAccount[],
): Decimal | undefined {
  const hours = usage.flatMap((line) => billedOf(line, accounts).hours ?? []);
  return hours.length === 0 ? undefined : sum(hours);
}

/** Billed less explained, with its sign: `0.5`, `-2`, `0`; empty where something is not known. */
export function differenceOf(billed: Decimal, explained: GpuTime | undefined): string {
  if (!explained || explained.unknownMs > 0) return '';
  const [theirs, ours] = [divide(billed, 1n, 3), divide(String(explained.gpuMs), BigInt(HOUR_MS), 3)];
  return compare(theirs, ours) < 0 ? `-${minus(ours, theirs)}` : minus(theirs, ours);
}

function explainedRows(
  { by, window, accounts, prices, currency }: CostInput,
  lines: readonly BilledLine[],
): CostRow[] {
  if (!accounts) return [];
  const row = (what: string, parts: readonly Part[], more: Partial<CostRow> = {}): CostRow => ({
    kind: by,
    what,
    zone: '',
    id: '',
    family: '',
    billed: '',
    unit: '',
    difference: '',
    explained: addUp(parts),
    cost: prices && costOf(parts, prices, currency),
    ...more,
  });
  const parts = accounts.map((account) => partOf(account, window));
  if (by === 'day')
    return utcDays(window).map((day) =>
      row(
        day.day,
        accounts.map((account) => partOf(account, day)),
      ),
    );
  if (by === 'family') {
    // What is billed and nothing explains is a row, too.
    const billed = lines.flatMap(({ family, hours }) => (hours === undefined ? [] : (family ?? [])));
    const families = [...new Set([...parts.map(({ family }) => family ?? ''), ...billed])].sort();
    return families.map((family) =>
      row(
        family || 'not known',
        parts.filter((part) => (part.family ?? '') === family),
        { family },
      ),
    );
  }
  return accounts
    .map((account, i) => ({ account, parts: parts.slice(i, i + 1) }))
    .filter(({ parts: [part] }) => part && part.gpuMs + part.unknownMs > 0)
    .map(({ account: { name = '', zone, id = '', gpuType: family = '' }, parts }) =>
      row(name || id, parts, { zone, id, family }),
    );
}

/** What a deployment used in a window. */
type Part = GpuTime & { family: string | undefined };

function partOf({ stretches, gpuCount, gpuType }: GpuAccount, window: Window): Part {
  return { ...gpuTime(within(stretches, window), gpuCount), family: gpuType };
}

/** Undefined where any hour or price is not known. */
function costOf(parts: readonly Part[], list: PriceList, currency: Currency): Decimal | undefined {
  const byFamily = new Map<string, number>();
  for (const { family, gpuMs, unknownMs } of parts) {
    if (gpuMs + unknownMs === 0) continue;
    if (family === undefined || unknownMs > 0) return undefined;
    byFamily.set(family, (byFamily.get(family) ?? 0) + gpuMs);
  }
  return sumKnown(
    [...byFamily].map(([family, gpuMs]) => {
      const price = priceOf(list, family, currency);
      return price && costOver(price, gpuMs);
    }),
  );
}

function usageRow(line: UsageLine, family: string, by: CostBy): CostRow {
  return {
    kind: 'usage',
    what: wordsOf(line),
    zone: '',
    id: '',
    family: by === 'day' ? '' : family,
    billed: line.quantity ?? '',
    unit: line.unit ?? '',
    difference: '',
  };
}

/** What all of it costs; undefined where a price or an hour is not known. */
export function totalCost({
  accounts,
  window,
  prices,
  currency,
}: Pick<CostInput, 'accounts' | 'window' | 'prices' | 'currency'>): Decimal | undefined {
  const parts = accounts?.map((account) => partOf(account, window));
  return prices && parts && costOf(parts, prices, currency);
}
