import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { hintOfMeant } from '../../domain/likely.js';
import { money } from '../../domain/money/decimal.js';
import { CURRENCIES, dayOf, pricedFamilies, priceOf } from '../../domain/money/price.js';
import { ExoError } from '../../errors.js';
import { type PriceRow, priceView } from '../../output/views/price.js';
import type { Raw } from '../../program/spec.js';
import { priceFields } from '../lib/cost-limit.js';
import { oneOf, parseInput, text } from '../lib/parse-input.js';
import { pricesBeside, requireCurrency } from '../lib/prices.js';

const schema = z.object({
  '--gpu-type': z.optional(text),
  '--currency': z.optional(oneOf(CURRENCIES)),
  ...priceFields,
});

/**
 * Prints the price per hour of a GPU of each family, from the public price list or from --prices.
 * @throws ExoError unavailable if there is no list, or no price for the family of --gpu-type
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'see: exo-di price --help');
  const currency = requireCurrency(deps, input['--currency']);
  const awaitPrices = pricesBeside(deps, { source: input['--prices'], needed: true });
  const printer = await deps.printer(priceView);
  const { prices, why } = await awaitPrices();
  const name = input['--gpu-type'];
  const subject = name === undefined ? 'the prices are' : `the price of ${name} is`;
  const hint = 'name a list of your own with --prices FILE, or EXO_DI_PRICES';
  if (!prices)
    throw new ExoError('unavailable', `${subject} not known: ${why}`, { code: 'price-unknown', hint });
  const { list, source } = prices;
  const all = pricedFamilies(list);
  const facts = { currency: currency.toUpperCase(), date: dayOf(prices) ?? '', source };
  const rows = (name === undefined ? all : [name.toLowerCase()]).flatMap((family): PriceRow[] => {
    const price = priceOf(list, family, currency);
    return price === undefined ? [] : [{ family, price: money(price), ...facts }];
  });
  if (name !== undefined && rows.length === 0) {
    const known = all.length > 0 ? `it has those of ${all.join(', ')}` : hint;
    throw new ExoError('unavailable', `${subject} not known: ${source} has none in ${facts.currency}`, {
      code: 'price-unknown',
      ...hintOfMeant(name, all, known),
    });
  }
  deps.io.out(printer.many(rows));
  if (rows.length > 0 && !printer.data) deps.io.say(`From ${source}, without any discount.`);
  if (rows.length === 0) deps.io.say(`${source} has no price of a GPU in ${facts.currency}.`);
}
