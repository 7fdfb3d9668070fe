import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { whatIsMeant } from '../../domain/likely.js';
import { money } from '../../domain/money/decimal.js';
import { CURRENCIES, dayOf, type Prices, pricedFamilies, priceOf } from '../../domain/money/price.js';
import { ExoError } from '../../errors.js';
import { type PriceRow, priceView } from '../../output/views/price.js';
import type { Raw } from '../../program/spec.js';
import { priceFields } from '../lib/cost-limit.js';
import { parseInput, text } from '../lib/parse-input.js';
import { pricesBeside, requireCurrency } from '../lib/prices.js';

const schema = z.object({
  '--gpu-type': z.optional(text),
  '--currency': z.optional(
    z.pipe(
      z.transform((given: unknown) => String(given).toLowerCase()),
      z.enum(CURRENCIES, {
        error: ({ input }) => `must be ${CURRENCIES.join(', ')}, not ${JSON.stringify(input)}`,
      }),
    ),
  ),
  ...priceFields,
});

/**
 * Prints what a GPU of each family costs an hour, from the public list or the one that is named.
 * @throws ExoError unavailable where there is no list, or no price of the family that is asked for
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'see: exo-di price --help');
  const currency = requireCurrency(deps, input['--currency']);
  const asked = pricesBeside(deps, { source: input['--prices'], needed: true });
  const printer = await deps.printer(priceView);
  const { prices, why } = await asked();
  const name = input['--gpu-type'];
  const wanted = name === undefined ? 'the prices are' : `the price of ${name} is`;
  const hint = 'name a list of your own with --prices FILE, or EXO_DI_PRICES';
  if (!prices)
    throw new ExoError('unavailable', `${wanted} not known: ${why}`, { code: 'price-unknown', hint });
  const rows = (name === undefined ? pricedFamilies(prices.list) : [name.toLowerCase()]).flatMap(
    (family): PriceRow[] => {
      const price = priceOf(prices.list, family, currency);
      if (price === undefined) return [];
      return [{ family, price: money(price), currency: currency.toUpperCase(), ...originOf(prices) }];
    },
  );
  if (name !== undefined && rows.length === 0) {
    const others = pricedFamilies(prices.list);
    const { question, meant } = whatIsMeant(name, others);
    const known = others.length > 0 ? `it has those of ${others.join(', ')}` : hint;
    throw new ExoError(
      'unavailable',
      `${wanted} not known: ${prices.source} has none in ${currency.toUpperCase()}`,
      { code: 'price-unknown', hint: question === undefined ? known : `${question}\n${known}`, meant },
    );
  }
  deps.io.out(printer.many(rows));
  if (rows.length > 0 && !printer.data) deps.io.say(`From ${prices.source}, without any discount.`);
  if (rows.length === 0) deps.io.say(`${prices.source} has no price of a GPU in ${currency.toUpperCase()}.`);
}

const originOf = (prices: Prices) => ({ date: dayOf(prices) ?? '', source: prices.source });
