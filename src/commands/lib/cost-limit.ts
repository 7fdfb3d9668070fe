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
import { type Checked, readBy, textOrNone } from './parse-input.js';
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
type CostInput = Partial<Checked<typeof costFields>>;

/** A change of what runs, as far as its cost goes. */
export interface CostChange {
  before: readonly GpuAmount[];
  after: readonly GpuAmount[];
  /** Of a part it is not known what runs now: what should run is counted. */
  isGuessed?: boolean;
}

/** What a change comes to. */
export interface ChangeCost extends Cost {
  /** What runs now; absent where there is no price, or it is not known. */
  perHourNow?: Decimal | undefined;
  prices?: Prices | undefined;
}

/** How many GPUs, of one family or of all. */
const gpusOf = (amounts: readonly GpuAmount[], of?: string) =>
  amounts.reduce(
    (total, { family, gpus }) =>
      of === undefined || of.toLowerCase() === family.toLowerCase() ? total + gpus : total,
    0,
  );

/** Replicas of one deployment, of which the largest number within a limit is hinted at. */
interface Resizable {
  family: string;
  /** GPUs of each. */
  count: number;
  /** How many there are: a hint never takes any away. */
  from?: number | undefined;
  /** The command with the number left open. */
  resize(size: number): string;
}

/** Prices that are asked for beside a command's own requests. */
export interface Costs {
  /** What GPUs cost; undefined where nobody wants to know. Waits for the prices, see `pricesBeside`. */
  of(...amounts: readonly GpuAmount[]): Promise<Cost | undefined>;
  /** The same of a change, with what runs now beside it; for programs also where the prices come from. */
  ofChange(change: CostChange): Promise<ChangeCost | undefined>;
  /**
   * Holds a change against --max-cost-per-hour. What costs no more than what runs now is never refused.
   * @param what `scale deployment my-app to 3 replicas` @param size of one deployment: what could be typed instead
   * @throws ExoError quota beyond the limit, unavailable where there is no price
   */
  require(change: CostChange, what: string, size?: Resizable): Promise<void>;
}

/**
 * Asks for prices at once; needed where there is a limit.
 * @param printed what they come to is data @throws UsageError where a limit is in a currency that there is not
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
      // What takes no more GPUs of any family costs no more, and waits for no price.
      if (!limit || !takesMore(change)) return;
      const { prices: known, why } = await prices();
      const after = known && costPerHour(known.list, change.after, currency);
      if (!known || after === undefined) {
        const unknown = unpriced(change.after, currency, known);
        const reason = known ? `${known.source} has no price in ${currency.toUpperCase()}` : why;
        throw new ExoError(
          'unavailable',
          `cannot ${what}: what ${unknown.join(' and ')} costs is not known (${reason}), so it cannot be held to --max-cost-per-hour ${input['--max-cost-per-hour']}`,
          {
            code: 'price-unknown',
            hint: 'name a list of prices with --prices FILE, or leave --max-cost-per-hour away',
          },
        );
      }
      const before = costPerHour(known.list, change.before, currency);
      if (isAffordable({ before, after, limit: limit.amount })) return;
      throw beyondLimit(what, { after, limit: limit.amount, currency, prices: known }, size);
    },
  };
}

/** More GPUs of some family than there are now. */
const takesMore = ({ before, after }: CostChange) =>
  after.some(({ family }) => gpusOf(after, family) > gpusOf(before, family));

/** Within the limit, or no dearer than what runs now. All an hour. @param costs.before undefined where it has no price */
const isAffordable = (costs: { before: Decimal | undefined; after: Decimal; limit: Decimal }) =>
  compare(costs.after, costs.limit) <= 0 ||
  (costs.before !== undefined && compare(costs.after, costs.before) <= 0);

/** @param costs an hour @param size of one deployment: what could be typed instead */
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
    hint: [fit, 'see what a GPU costs with: exo-di price'],
    details: {
      cost_per_hour: money(after),
      max_cost_per_hour: money(limit),
      currency: currency.toUpperCase(),
    },
  });
}

/** The hint with the largest number of replicas within a limit. @param gpus that cost no more */
function withinCost({ count, from = 0, resize }: Resizable, gpus: number): string {
  const size = Math.floor(gpus / count);
  if (size <= from)
    return from === 0 ? 'not one replica costs so little' : 'not one more replica is within it';
  return `${plural(size, 'replica')} ${size === 1 ? 'costs' : 'cost'} no more: ${resize(size)}`;
}

/** The families that there is no price of. */
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
