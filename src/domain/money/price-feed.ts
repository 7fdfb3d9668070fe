import { cached } from '../cached.js';
import { asRecord, tryJson } from '../json.js';
import { compare, type Decimal, parseDecimal } from './decimal.js';
import { CURRENCIES, type PriceList, plain } from './price.js';

/** The sizes of instances: a key with one of them is the price of a virtual machine, with or without a GPU. */
const SIZES =
  /tiny|small|medium|large|huge|jumbo|colossus|(?:^|[^a-z0-9])(?:micro|mega|titan)(?:[^a-z0-9]|$)/;

/**
 * Reads the public price feed, `{"chf": {…}, "eur": {…}, "usd": {…}}`, with decimal texts per hour. A key that ends
 * with a GPU family is the price of one GPU, whatever comes before the family: `ai-gpua5000`, `gpu_a5000`. Keys with an
 * instance size are prices of virtual machines, and ignored. A price of zero counts as none, and so do two different
 * prices of a family.
 * @param unread called for each price that is no decimal number: `gpua5000 in EUR is "1,34"`
 * @returns undefined if the text is no such feed: HTML, an empty text, a list
 */
export function parsePriceFeed(
  text: string,
  unread: (entry: string) => void = () => {},
): PriceList | undefined {
  const feed = asRecord(tryJson(text));
  if (!feed) return undefined;
  const tables = CURRENCIES.flatMap((currency) => {
    const key = Object.keys(feed).find((name) => name.toLowerCase() === currency);
    const table = asRecord(key === undefined ? undefined : feed[key]);
    const unreadPrice = (name: string, value: unknown) =>
      unread(`${name} in ${currency.toUpperCase()} is ${JSON.stringify(value)}`);
    return table ? [[currency, familyPrices(table, unreadPrice)] as const] : [];
  });
  return tables.length > 0 ? Object.fromEntries(tables) : undefined;
}

/** The price of a key, and whether the key has the family in its own spelling, without anything between its letters. */
type Candidate = { price: Decimal; own: boolean };

function familyPrices(
  table: Readonly<Record<string, unknown>>,
  unread: (key: string, value: unknown) => void,
): Record<string, Decimal> {
  const found = new Map<string, Candidate[]>();
  for (const [key, value] of Object.entries(table)) {
    const family = familyOfKey(key);
    const text = typeof value === 'number' ? String(value) : value;
    const price = typeof text === 'string' ? parseDecimal(text.trim()) : undefined;
    if (family === undefined) continue;
    if (price === undefined) unread(key, value);
    if (price === undefined || compare(price, '0') === 0) continue;
    const own = key.toLowerCase().endsWith(family);
    cached(found, family, () => []).push({ price, own });
  }
  return Object.fromEntries([...found].flatMap(([family, all]) => onePrice(family, all)));
}

/** The price of a family. Keys with its own spelling take precedence; if different prices remain, none is known. */
function onePrice(family: string, all: readonly Candidate[]): [string, Decimal][] {
  const own = all.filter((each) => each.own);
  const [first, ...others] = own.length > 0 ? own : all;
  if (!first || others.some(({ price }) => price !== first.price)) return [];
  return [[family, first.price]];
}

/** The family at the end of a key, as `--gpu-type` takes it; undefined if there is none. */
function familyOfKey(key: string): string | undefined {
  if (SIZES.test(key.toLowerCase())) return undefined;
  const name = plain(key);
  const start = name.lastIndexOf('gpu');
  return start === -1 || name.length === start + 3 ? undefined : name.slice(start);
}
