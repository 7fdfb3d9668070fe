import { priceView } from '../../output/views/price.js';
import { CURRENCY, LIST_FLAGS, PRICES } from '../../program/flags.js';
import type { SelfSpec } from '../../program/spec.js';

export const price: SelfSpec = {
  summary: 'Show the list price per hour of a GPU of each family',
  about:
    'List prices without discounts, from the public price list of the service or from --prices: JSON such as {"eur": {"gpua5000": "1.34"}}, with keys that end with the family. A fetched list is kept for a day. No credentials are sent for it, and no account is needed. A price that is not in the list is unknown (exit code 9).',
  options: [['--gpu-type <family>', 'only this family'], CURRENCY, PRICES, ...LIST_FLAGS],
  examples: [
    'exo-di price',
    'exo-di price --gpu-type gpua5000 --currency chf',
    'exo-di price --prices prices.json -O json',
  ],
  view: priceView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./price.js')).run,
};
