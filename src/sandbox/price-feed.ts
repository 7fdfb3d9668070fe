import type { Api } from './http.js';

/** Where the feed is, below the sandbox's origin. */
export const PRICE_FEED_PATH = '/api/pricing/ai';

/**
 * Prices an hour, the sandbox's own: no list price of dedicated inference is known. In the shape of the public feed, keys
 * with something before the family, another spelling, and a zero that is no price among them.
 */
const PRICES = {
  model: '0E-8',
  'inference-gpu2': '0E-8',
  'inference-gpu3': '1.045',
  'inference-gpu_a30': '0.92',
  'inference-gpu3080ti': '0.81',
  'inference-gpua5000': '1.34',
  'inference-gpurtx6000pro': '2.6',
};

/** The public price feed: for everyone, unsigned, and not below `/v2`. */
export function priceRoutes(app: Api): void {
  app.get(PRICE_FEED_PATH, (c) => c.json({ chf: PRICES, eur: PRICES, usd: PRICES }));
}
