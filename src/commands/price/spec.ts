import { priceView } from '../../output/views/price.js';
import { LIST_FLAGS, PRICES } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

export const price: CommandSpec = {
  name: 'price',
  summary: 'Show what a GPU of each family costs an hour, by the list',
  about:
    'List prices without discounts, from the public feed of the service or from --prices: JSON such as {"eur": {"gpua5000": "1.34"}}, where a key ends with the family. What was fetched is kept for a day; no credentials go there, and no account is needed. A price that is not in the list is not known (exit code 9).',
  options: [
    ['--gpu-type <family>', 'this family alone'],
    ['--currency <currency>', 'eur, chf or usd (EXO_DI_CURRENCY; default: eur)'],
    PRICES,
    ...LIST_FLAGS,
  ],
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
