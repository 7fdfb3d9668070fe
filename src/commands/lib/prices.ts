import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { DAY_MS } from '../../domain/duration.js';
import { tryJson } from '../../domain/json.js';
import { CURRENCIES, type Currency, type Prices } from '../../domain/money/price.js';
import { parsePriceFeed } from '../../domain/money/price-feed.js';
import { MASK } from '../../domain/secrets.js';
import { UsageError } from '../../errors.js';
import { once } from '../../once.js';

/** The service's public price list. */
const PUBLIC_FEED = 'https://portal.exoscale.com/api/pricing/ai';
/** The longest wait for prices, in ms. */
const MOST_WAITING_MS = 1500;
/** How long fetched prices are used, in ms. */
const KEPT_MS = DAY_MS;
/** How long a list that failed is left alone, in ms, so that a network without access delays only one command. */
const LEFT_ALONE_MS = 300_000;
const CACHE_NAME = 'prices.json';

/** The result of asking for prices. */
export interface PriceAnswer {
  /** Absent if there are none. */
  prices?: Prices | undefined;
  /** Why there are none, in a few words. */
  why: string;
  /** The user named a file, so a problem with it is reported. */
  isFile?: true;
  /** No prices are asked for: they are turned off, -Q is given, or no list is known for this endpoint. */
  unwanted?: true;
}

interface PriceOptions {
  /** --prices: a file, a URL or `off`. */
  source?: string | undefined;
  /** The prices are required: they are fetched with -Q, too, and even if the list has just failed. */
  needed?: boolean | undefined;
  /** The prices are printed as data, so they are fetched with -Q, too. */
  printed?: boolean | undefined;
}

/**
 * Starts to fetch the list prices while the command sends its own requests: from --prices, EXO_DI_PRICES or the public
 * price list, which is kept for a day. No credentials are sent.
 * @returns a function that waits for the answer, until 1.5 s after the start; it never rejects
 */
export function pricesBeside(deps: Deps, options: PriceOptions): () => Promise<PriceAnswer> {
  const asked = ask(deps, options).catch((error: unknown) => ({ why: reasonOf(error) }));
  return () => asked;
}

/** The currency from EXO_DI_CURRENCY, else euros. A variable with an unknown currency is ignored. */
export function chosenCurrency({ env }: Deps): Currency {
  return currencyNamed(env.EXO_DI_CURRENCY) ?? 'eur';
}

/**
 * The currency of a command about prices: that of --currency, else as `chosenCurrency`.
 * @throws UsageError if the variable names an unknown currency
 */
export function requireCurrency(deps: Deps, flag?: Currency): Currency {
  const named = deps.env.EXO_DI_CURRENCY;
  if (flag === undefined && named && currencyNamed(named) === undefined)
    throw new UsageError(
      `EXO_DI_CURRENCY must be one of ${CURRENCIES.join(', ')}, not ${JSON.stringify(named)}`,
    );
  return flag ?? chosenCurrency(deps);
}

const currencyNamed = (text = '') => CURRENCIES.find((currency) => currency === text.toLowerCase());

async function ask(deps: Deps, options: PriceOptions): Promise<PriceAnswer> {
  const { source: flag, needed = false, printed = false } = options;
  if (deps.globals.quiet && !needed && !printed) return { why: 'nothing is said under -Q', unwanted: true };
  const source = flag || deps.env.EXO_DI_PRICES || (await feedOf(deps));
  if (source === undefined)
    return { why: 'no prices are known for this endpoint: give a list in EXO_DI_PRICES', unwanted: true };
  if (source.toLowerCase() === 'off') return { why: 'prices are turned off', unwanted: true };
  if (/^https?:\/\//i.test(source)) return fromUrl(deps, source, needed);
  return fromFile(deps, source);
}

async function fromFile(deps: Deps, source: string): Promise<PriceAnswer> {
  try {
    const unread: string[] = [];
    const list = parsePriceFeed(await (await deps.machine()).readText(source), (entry) => unread.push(entry));
    if (unread.length > 0)
      deps.io.warn(
        `${source}: prices that cannot be read count as unknown: ${unread.join(', ')}; a price is written like "1.34"`,
      );
    if (list) return { prices: { list, source }, why: '' };
    return { why: `${source} contains no prices`, isFile: true };
  } catch (error) {
    return { why: reasonOf(error), isFile: true };
  }
}

/** The URL of the public price list; undefined for other endpoints than the service's own, such as a sandbox. */
async function feedOf(deps: Deps): Promise<string | undefined> {
  // A configuration file that cannot be read is reported where the command itself needs it.
  const read = await deps.settings().then(
    (settings) => settings.endpoint?.url,
    () => deps.env.EXOSCALE_API_ENDPOINT,
  );
  const endpoint = read || undefined;
  const isOwn =
    endpoint === undefined ||
    (URL.canParse(endpoint) && new URL(endpoint).hostname.endsWith('.exoscale.com'));
  return isOwn ? PUBLIC_FEED : undefined;
}

const kept = once(() =>
  z.object({
    source: z.string(),
    at: z.number(),
    text: z.optional(z.string()),
    why: z.optional(z.string()),
  }),
);

async function fromUrl(deps: Deps, source: string, needed: boolean): Promise<PriceAnswer> {
  const url = new URL(source);
  if (url.username || url.password) return { why: `${url.host}: its URL must not contain a password` };
  url.hash = '';
  const shown = url.search === '' ? source : `${url.origin}${url.pathname}?${MASK}`;
  const cache = await (await deps.machine()).cache();
  const now = deps.clock.now();
  const old = kept().safeParse(tryJson(cache.read(CACHE_NAME) ?? '')).data;
  const age = old?.source === source ? now - old.at : -1;
  // A date in the future means that the clock was set back, so the age of the list is not known.
  if (old && age >= 0) {
    const list = old.text === undefined ? undefined : parsePriceFeed(old.text);
    if (list && age < KEPT_MS) return { prices: { list, at: old.at, source: shown }, why: '' };
    if (old.why !== undefined && age < LEFT_ALONE_MS && !needed) return { why: old.why };
  }
  const keep = (told: { text: string } | { why: string }) =>
    cache.write(CACHE_NAME, JSON.stringify({ source, at: now, ...told }));
  try {
    const list = parsePriceFeed(await deps.publicText(url.href, MOST_WAITING_MS));
    if (!list) throw new Error('the answer is not a price list');
    keep({ text: JSON.stringify(list) });
    return { prices: { list, at: now, source: shown }, why: '' };
  } catch (error) {
    const why = `${url.host}: ${reasonOf(error)}`;
    if (!deps.signal.aborted) keep({ why });
    return { why };
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
