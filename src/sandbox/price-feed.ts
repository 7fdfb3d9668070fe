import type { Api } from './http.js';

/** The path of the price feed at the sandbox's origin. */
export const PRICE_FEED_PATH = '/api/pricing/ai';

/**
 * Prices per hour. They are invented, because no list price of dedicated inference is known. They have the shape of the
 * public feed with what makes it hard to read: prefixes before the family, another spelling, and zeros that are no
 * price.
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

/** Serves the public price feed: it needs no signature and is not below `/v2`. */
export function priceRoutes(app: Api): void {
  app.get(PRICE_FEED_PATH, (c) => c.json({ chf: PRICES, eur: PRICES, usd: PRICES }));
}
