import type { UsageLine } from '../schemas/usage.js';
import { compare, type Decimal, divide, minus, parseDecimal, sum } from './decimal.js';
import type { GpuAccount } from './gpu-accounts.js';
import { type GpuTime, gpuTime, utcDays, type Window, within } from './gpu-time.js';
import { type Currency, costOver, type PriceList, priceOf } from './price.js';

/** What the rows of a month are. */
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

export interface CostInput {
  by: CostBy;
  window: Window;
  accounts: readonly GpuAccount[];
  /** Absent where the report may not be read. */
  usage: readonly UsageLine[] | undefined;
  prices: PriceList | undefined;
  currency: Currency;
}

/** The rows of a month: what is explained first, then every line of the report that none of them holds. */
export function costRows(input: CostInput): CostRow[] {
  const { by, accounts, usage = [] } = input;
  const families = new Set(accounts.flatMap(({ gpuType }) => gpuType ?? []));
  const lines = usage.map((line) => ({ line, ...billedOf(line, families) }));
  const rows = explainedRows(input).map((row): CostRow => {
    if (by !== 'family') return row;
    const held = lines.filter(({ family, hours }) => family === row.family && hours !== undefined);
    if (held.length === 0) return row;
    const billed = sum(held.flatMap(({ hours }) => hours ?? []));
    return { ...row, billed, unit: 'GPU hours', difference: differenceOf(billed, row.explained) };
  });
  const isHeld = (family: string | undefined, hours: Decimal | undefined) =>
    by === 'family' && hours !== undefined && rows.some((row) => row.family === family);
  const others = lines.filter(({ family, hours }) => !isHeld(family, hours));
  return [...rows, ...others.map(({ line, family }) => usageRow(line, family))];
}

/** What the report has of GPU-hours of dedicated inference; undefined where no line can be read so. */
export function billedHours(
  usage: readonly UsageLine[],
  accounts: readonly GpuAccount[],
): Decimal | undefined {
  const families = new Set(accounts.flatMap(({ gpuType }) => gpuType ?? []));
  const hours = usage.flatMap((line) => billedOf(line, families).hours ?? []);
  return hours.length === 0 ? undefined : sum(hours);
}

/** Billed less explained, with its sign: `0.5`, `-2`, `0`; empty where something is not known. */
export function differenceOf(billed: Decimal, explained: GpuTime | undefined): string {
  if (!explained || explained.unknownMs > 0) return '';
  const [theirs, ours] = [divide(billed, 1n, 3), divide(String(explained.gpuMs), 3_600_000n, 3)];
  return compare(theirs, ours) < 0 ? `-${minus(ours, theirs)}` : minus(theirs, ours);
}

function explainedRows({ by, window, accounts, prices, currency }: CostInput): CostRow[] {
  const row = (what: string, parts: readonly Part[], more: Partial<CostRow> = {}): CostRow => ({
    ...{ kind: by, what, zone: '', id: '', family: '', billed: '', unit: '', difference: '' },
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
    const families = [...new Set(parts.map(({ family }) => family ?? ''))].sort();
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

/** What parts come to. */
export function addUp(parts: readonly GpuTime[]): GpuTime {
  const total = { gpuMs: 0, unknownMs: 0 };
  for (const { gpuMs, unknownMs } of parts) {
    total.gpuMs += gpuMs;
    total.unknownMs += unknownMs;
  }
  return total;
}

/** A part of a sum is no sum: undefined where any hour or price is not known. */
function costOf(parts: readonly Part[], list: PriceList, currency: Currency): Decimal | undefined {
  const used = parts.filter(({ gpuMs, unknownMs }) => gpuMs + unknownMs > 0);
  const byFamily = new Map<string, number>();
  for (const { family, gpuMs, unknownMs } of used) {
    if (family === undefined || unknownMs > 0) return undefined;
    byFamily.set(family, (byFamily.get(family) ?? 0) + gpuMs);
  }
  const costs = [...byFamily].map(([family, gpuMs]) => {
    const price = priceOf(list, family, currency);
    return price === undefined ? undefined : costOver(price, gpuMs);
  });
  const known = costs.filter((cost) => cost !== undefined);
  return known.length < costs.length ? undefined : sum(known);
}

/** What virtual machines are called by, GPU or none; their hours are none of dedicated inference. */
const OTHERS =
  /tiny|small|medium|large|huge|jumbo|colossus|titan|mega|instance|compute|machine|\bvm\b|snapshot/;
const HOURS = /^(?:gpu[ -_]?)?(?:h|hrs?|hours?)$/i;
const MINUTES = /^(?:gpu[ -_]?)?(?:min|mins|minutes?)$/i;

/** The family a line is about and its GPU-hours, where it can be told. */
function billedOf(
  line: UsageLine,
  families: ReadonlySet<string>,
): { family: string | undefined; hours: Decimal | undefined } {
  const words = wordsOf(line).toLowerCase();
  const plain = words.replace(/[^a-z0-9]+/g, '');
  if (OTHERS.test(words)) return { family: undefined, hours: undefined };
  // The longest: gpua5000 is not gpua500.
  const family = [...families]
    .filter((one) => plain.includes(one.toLowerCase()))
    .sort((a, b) => b.length - a.length)[0];
  const quantity = parseDecimal(line.quantity?.trim() ?? '');
  const unit = line.unit?.trim() ?? '';
  if (family === undefined || quantity === undefined) return { family, hours: undefined };
  if (HOURS.test(unit)) return { family, hours: quantity };
  return { family, hours: MINUTES.test(unit) ? divide(quantity, 60n, 6) : undefined };
}

/** The line's own words, each once. */
function wordsOf({ product, variable, description }: UsageLine): string {
  return [...new Set([product, variable, description].filter(Boolean))].join(' / ');
}

function usageRow(line: UsageLine, family: string | undefined): CostRow {
  return {
    ...{ kind: 'usage', what: wordsOf(line), zone: '', id: '', family: family ?? '' },
    ...{ billed: line.quantity ?? '', unit: line.unit ?? '', difference: '' },
  };
}

/** What all of it costs; undefined where a price or an hour is not known. */
export function totalCost({
  accounts,
  window,
  prices,
  currency,
}: Pick<CostInput, 'accounts' | 'window' | 'prices' | 'currency'>): Decimal | undefined {
  return (
    prices &&
    costOf(
      accounts.map((account) => partOf(account, window)),
      prices,
      currency,
    )
  );
}
