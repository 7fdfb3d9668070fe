import type { View } from '../view.js';

/** What one GPU of a family costs an hour. */
export interface PriceRow {
  family: string;
  /** A decimal text. */
  price: string;
  /** `EUR`. */
  currency: string;
  /** The day on which the list was fetched, `2026-11-25`; empty for a file. */
  date: string;
  /** Where it comes from: an address or a file. */
  source: string;
}

/** `price`: a row a family. A price is a text in JSON too: no reader makes a float of it. */
export const priceView: View<PriceRow> = {
  name: 'price',
  fields: [
    { key: 'family', value: (p) => p.family, keep: true },
    { key: 'price_per_hour', label: 'Price/GPU-hour', value: (p) => p.price, align: 'right' },
    { key: 'currency', value: (p) => p.currency, keep: true },
    { key: 'date', value: (p) => p.date },
    { key: 'source', value: (p) => p.source, table: false },
  ],
};
