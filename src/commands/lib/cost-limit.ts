import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/gpus.js';
import { compare, type Decimal, money, parseDecimal, timesIn } from '../../domain/money/decimal.js';
import {
  type Cost,
  CURRENCIES,
  type Currency,
  costOf,
  costPerHour,
  type GpuAmount,
  type Prices,
  perHour,
  priceOf,
  provenance,
} from '../../domain/money/price.js';
import { ExoError } from '../../errors.js';
import { readBy, textOrNone } from './parse-input.js';
import { chosenCurrency, pricesBeside, requireCurrency } from './prices.js';

const LIMIT = /^(\d+(?:\.\d+)?) ?([a-z]{3})?$/i;

/** --max-cost-per-hour: an amount, in EXO_DI_CURRENCY or with its currency: `10`, `7.50chf`. */
const maxCost = readBy(
  (text) => readLimit(text) && text,
  `be an amount such as 10 or 7.50 (or 10${CURRENCIES[1]}, 10${CURRENCIES[2]})`,
);

/** The flags of commands that say what they cost. */
export const priceFields = { '--prices': textOrNone };
/** The flags of those that take no more than so much. */
export const costFields = { ...priceFields, '--max-cost-per-hour': z.optional(maxCost) };
/** Their names, for a command that is to be given again. */
export const COST_NAMES = ['--max-cost-per-hour', '--prices'] as const;
export interface CostInput {
  '--prices'?: string | undefined;
  '--max-cost-per-hour'?: string | undefined;
}

/** A change of what runs, as far as its cost goes. */
export interface CostChange {
  before: readonly GpuAmount[];
  after: readonly GpuAmount[];
}

/** What a change comes to. */
export interface ChangeCost extends Cost {
  /** What runs now; absent where there is no price. */
  perHourNow?: Decimal | undefined;
  prices?: Prices | undefined;
}

const gpusOf = (amounts: readonly GpuAmount[]) => amounts.reduce((total, { gpus }) => total + gpus, 0);

/** Prices that are asked for beside a command's own requests. */
export interface Costs {
  /** What GPUs cost; undefined where nobody wants to know. Waits for the prices, see `pricesBeside`. */
  of(...amounts: readonly GpuAmount[]): Promise<Cost | undefined>;
  /** The same of a change, with what runs now beside it; for programs also where the prices come from. */
  ofChange(change: CostChange): Promise<ChangeCost | undefined>;
  /**
   * Holds a change against --max-cost-per-hour. What costs no more than what runs now is never refused.
   * @param what `scale deployment my-app to 3 replicas` @param hint what to type instead
   * @throws ExoError quota beyond the limit, unavailable where there is no price
   */
  require(change: CostChange, what: string, hint?: (fits: Fitting) => string | undefined): Promise<void>;
}

/** How many GPUs of a family the limit is enough for. */
export type Fitting = (family: string) => number | undefined;

/**
 * Asks for prices at once; needed where there is a limit.
 * @throws UsageError where a limit is in a currency that there is not
 */
export function costsBeside(deps: Deps, input: CostInput): Costs {
  const limit =
    input['--max-cost-per-hour'] === undefined ? undefined : readLimit(input['--max-cost-per-hour']);
  const currency = limit ? requireCurrency(deps, limit.currency) : chosenCurrency(deps);
  const prices = pricesBeside(deps, { source: input['--prices'], needed: limit !== undefined });
  return {
    async of(...amounts) {
      const { prices: known, unwanted, why, isFile } = await prices();
      if (unwanted) return undefined;
      return costOf(known, amounts, currency, isFile ? why : undefined);
    },
    async ofChange({ before, after }) {
      const { prices: known, unwanted, why, isFile } = await prices();
      if (unwanted) return undefined;
      const now = costOf(known, before, currency);
      const then = costOf(known, after, currency, isFile ? why : undefined);
      const isSame = gpusOf(before) === gpusOf(after) && now.perHour === then.perHour;
      const was = now.perHour === undefined ? gpusOf(before) : perHour(now.perHour, currency);
      return {
        ...then,
        line: isSame ? `${then.line}.` : `${then.line}; now ${was}.`,
        perHourNow: now.perHour,
        prices: known,
      };
    },
    async require(change, what, hint) {
      // What takes no more GPUs of any family costs no more, and waits for no price.
      if (!limit || !takesMore(change)) return;
      const { prices: known, why } = await prices();
      const after = known && costPerHour(known.list, change.after, currency);
      const before = known && costPerHour(known.list, change.before, currency);
      if (!known || after === undefined) throw unknownPrice(what, input, known, change, currency, why);
      if (compare(after, limit.amount) <= 0 || (before !== undefined && compare(after, before) <= 0)) return;
      const fits: Fitting = (family) => {
        const price = priceOf(known.list, family, currency);
        return price === undefined ? undefined : timesIn(limit.amount, price);
      };
      throw tooDear(what, { cost: after, limit: limit.amount, currency, prices: known }, hint?.(fits));
    },
  };
}

/**
 * The hint with the largest number of replicas within the limit.
 * @param resize the command with the number left open @param from how many there are: a hint never takes any away
 */
export function withinCost(size: number, resize: (size: number) => string, from = 0): string {
  if (size <= from)
    return from === 0 ? 'not one replica costs so little' : 'not one more replica is within it';
  return `${plural(size, 'replica')} ${size === 1 ? 'costs' : 'cost'} no more: ${resize(size)}`;
}

/** Any family of which there are more GPUs afterwards. */
function takesMore({ before, after }: CostChange): boolean {
  const now = gpusByFamily(before);
  return [...gpusByFamily(after)].some(([family, gpus]) => gpus > (now.get(family) ?? 0));
}

function gpusByFamily(amounts: readonly GpuAmount[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { family, gpus } of amounts)
    all.set(family.toLowerCase(), (all.get(family.toLowerCase()) ?? 0) + gpus);
  return all;
}

function tooDear(
  what: string,
  { cost, limit, currency, prices }: { cost: Decimal; limit: Decimal; currency: Currency; prices: Prices },
  fit: string | undefined,
): ExoError {
  const dear = `it would cost ${perHour(cost, currency)} (${provenance(prices)})`;
  return new ExoError('quota', `cannot ${what}: ${dear}, more than --max-cost-per-hour ${money(limit)}`, {
    code: 'cost-limit',
    hint: [...(fit ? [fit] : []), 'see what a GPU costs with: exo-di price'].join('\n'),
    details: {
      cost_per_hour: money(cost),
      max_cost_per_hour: money(limit),
      currency: currency.toUpperCase(),
    },
  });
}

function unknownPrice(
  what: string,
  input: CostInput,
  prices: Prices | undefined,
  { after }: CostChange,
  currency: Currency,
  why: string,
): ExoError {
  const families = [...new Set(after.filter(({ gpus }) => gpus > 0).map(({ family }) => family))];
  const unpriced = families.filter(
    (family) => !prices || priceOf(prices.list, family, currency) === undefined,
  );
  const reason = prices ? `${prices.source} has no price in ${currency.toUpperCase()}` : why;
  return new ExoError(
    'unavailable',
    `cannot ${what}: what ${unpriced.join(' and ')} costs is not known (${reason}), so it cannot be held to --max-cost-per-hour ${input['--max-cost-per-hour']}`,
    {
      code: 'price-unknown',
      hint: 'name a list of prices with --prices FILE, or leave --max-cost-per-hour away',
    },
  );
}

function readLimit(text: string): { amount: Decimal; currency: Currency | undefined } | undefined {
  const [, digits = '', named] = LIMIT.exec(text.trim()) ?? [];
  const amount = parseDecimal(digits);
  const currency = CURRENCIES.find((each) => each === named?.toLowerCase());
  if (amount === undefined || (named !== undefined && currency === undefined)) return undefined;
  return { amount, currency };
}
