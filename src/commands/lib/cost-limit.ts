import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/counts.js';
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
import { type Checked, flag, readBy, textOrNone, waitFields } from './parse-input.js';
import { chosenCurrency, pricesBeside, requireCurrency } from './prices.js';

const LIMIT = /^(\d+(?:\.\d+)?) ?([a-z]{3})?$/i;

/** --max-cost-per-hour: an amount, in EXO_DI_CURRENCY or with its currency: `10`, `7.50chf`. */
const maxCost = readBy(
  (text) => readLimit(text) && text,
  `be an amount such as 10 or 7.50 (or 10${CURRENCIES[1]}, 10${CURRENCIES[2]})`,
);

/** The flag of commands that print costs. */
export const priceFields = { '--prices': textOrNone };
const costFields = { ...priceFields, '--max-cost-per-hour': z.optional(maxCost) };
/** The flags of commands that take GPUs: whether quota, values and cost are checked before, and how long to wait. */
export const gpuFields = { '--no-preflight': flag, '--dry-run': flag, ...costFields, ...waitFields };
/** Those of these flags that a suggested command repeats. */
export const GPU_NAMES = [
  '--no-preflight',
  '--max-cost-per-hour',
  '--prices',
  '--no-wait',
  '--wait-timeout',
] as const;
type CostInput = Partial<Checked<typeof costFields>>;

/** The GPUs before and after a change. */
export interface CostChange {
  before: readonly GpuAmount[];
  after: readonly GpuAmount[];
  /** For some deployments it is not known what runs now; what should run is counted instead. */
  isGuessed?: boolean;
}

export interface ChangeCost extends Cost {
  /** The cost per hour of what runs now; absent if a price, or what runs, is not known. */
  perHourNow?: Decimal | undefined;
  prices?: Prices | undefined;
}

/** The number of GPUs, of one family or in all. */
const gpusOf = (amounts: readonly GpuAmount[], of?: string) =>
  amounts.reduce(
    (total, { family, gpus }) =>
      of === undefined || of.toLowerCase() === family.toLowerCase() ? total + gpus : total,
    0,
  );

/** One deployment, for the hint with the largest number of replicas within the limit. */
interface Resizable {
  zone: string;
  family: string;
  /** GPUs per replica. */
  count: number;
  /** The present number of replicas; the hint never suggests fewer. */
  from?: number | undefined;
  /** The command line for a number of replicas. */
  resize(size: number): string;
}

/** Costs by prices that are fetched while the command sends its own requests. */
export interface Costs {
  /** The cost of GPUs; undefined if costs are not asked for. Waits for the prices, see `pricesBeside`. */
  of(...amounts: readonly GpuAmount[]): Promise<Cost | undefined>;
  /** The cost after a change, with the cost now, and the source of the prices for output as data. */
  ofChange(change: CostChange): Promise<ChangeCost | undefined>;
  /**
   * Checks a change against --max-cost-per-hour. A change that costs no more than what runs now is never refused.
   * @param what `scale deployment my-app to 3 replicas`
   * @param size the deployment, if it is only one, for a hint with a size within the limit
   * @throws ExoError quota above the limit; unavailable if a price is not known
   */
  require(change: CostChange, what: string, size?: Resizable): Promise<void>;
}

/**
 * Starts to fetch the prices. With a limit they are required.
 * @param printed the costs are printed as data, so they are needed with -Q, too
 * @throws UsageError if the limit is in an unknown currency
 */
export function costsBeside(deps: Deps, input: CostInput, printed = false): Costs {
  const limit = readLimit(input['--max-cost-per-hour']);
  const currency = limit ? requireCurrency(deps, limit.currency) : chosenCurrency(deps);
  const prices = pricesBeside(deps, { source: input['--prices'], needed: limit !== undefined, printed });
  const of = async (...amounts: readonly GpuAmount[]) => {
    const { prices: known, unwanted, why, isFile } = await prices();
    return unwanted ? undefined : costOf(known, amounts, currency, isFile ? why : undefined);
  };
  return {
    of,
    async ofChange({ before, after, isGuessed }) {
      const { prices: known } = await prices();
      const now = costOf(known, before, currency);
      const then = await of(...after);
      if (!then) return undefined;
      if (isGuessed) return { ...then, line: `${then.line}; now not known.`, prices: known };
      const isSame = gpusOf(before) === gpusOf(after) && now.perHour === then.perHour;
      const was = now.perHour === undefined ? gpusOf(before) : perHour(now.perHour, currency);
      return {
        ...then,
        line: isSame ? `${then.line}.` : `${then.line}; now ${was}.`,
        perHourNow: now.perHour,
        prices: known,
      };
    },
    async require(change, what, size) {
      // A change that needs no more GPUs of any family cannot cost more, so it does not wait for prices.
      if (!limit || !takesMore(change)) return;
      const { prices: known, why } = await prices();
      const after = known && costPerHour(known.list, change.after, currency);
      if (!known || after === undefined) {
        const unknown = unpriced(change.after, currency, known);
        const reason = known ? `${known.source} has no price in ${currency.toUpperCase()}` : why;
        throw new ExoError(
          'unavailable',
          `cannot ${what}: the price of ${unknown.join(' and ')} is not known (${reason}), so --max-cost-per-hour ${input['--max-cost-per-hour']} cannot be checked`,
          {
            code: 'price-unknown',
            zone: size?.zone,
            hint: 'give a price list with --prices FILE, or leave out --max-cost-per-hour',
          },
        );
      }
      const before = costPerHour(known.list, change.before, currency);
      if (compare(after, limit.amount) <= 0 || (before !== undefined && compare(after, before) <= 0)) return;
      throw beyondLimit(what, { after, limit: limit.amount, currency, prices: known }, size);
    },
  };
}

/** Does the change need more GPUs of any family than there are now? */
const takesMore = ({ before, after }: CostChange) =>
  after.some(({ family }) => gpusOf(after, family) > gpusOf(before, family));

/**
 * The error for a change above the limit.
 * @param costs per hour
 * @param size the deployment, for the hint, if it is only one
 */
function beyondLimit(
  what: string,
  costs: { after: Decimal; limit: Decimal; currency: Currency; prices: Prices },
  size: Resizable | undefined,
): ExoError {
  const { after, limit, currency, prices } = costs;
  const price = size && priceOf(prices.list, size.family, currency);
  const fit = size && withinCost(size, price === undefined ? 0 : timesIn(limit, price));
  const dear = `it would cost ${perHour(after, currency)} (${provenance(prices)})`;
  return new ExoError('quota', `cannot ${what}: ${dear}, more than --max-cost-per-hour ${money(limit)}`, {
    code: 'cost-limit',
    zone: size?.zone,
    hint: [fit, 'see what a GPU costs with: exo-di price'],
    details: {
      cost_per_hour: money(after),
      max_cost_per_hour: money(limit),
      currency: currency.toUpperCase(),
    },
  });
}

/** The hint with the most replicas within the limit. @param gpus the number of GPUs that the limit pays for */
function withinCost({ count, from = 0, resize }: Resizable, gpus: number): string {
  const size = Math.floor(gpus / count);
  if (size <= from)
    return from === 0 ? 'even one replica costs more' : 'not one more replica is within the limit';
  return `${plural(size, 'replica')} ${size === 1 ? 'is' : 'are'} within the limit: ${resize(size)}`;
}

/** The families without a price. */
function unpriced(amounts: readonly GpuAmount[], currency: Currency, prices: Prices | undefined): string[] {
  const families = new Set(amounts.filter(({ gpus }) => gpus > 0).map(({ family }) => family));
  return [...families].filter((family) => !prices || priceOf(prices.list, family, currency) === undefined);
}

function readLimit(text = ''): { amount: Decimal; currency: Currency | undefined } | undefined {
  const [, digits = '', named] = LIMIT.exec(text.trim()) ?? [];
  const amount = parseDecimal(digits);
  const currency = CURRENCIES.find((each) => each === named?.toLowerCase());
  if (amount === undefined || (named !== undefined && currency === undefined)) return undefined;
  return { amount, currency };
}
