import type { View } from '../view.js';

/** What one GPU of a family costs per hour. */
export interface PriceRow {
  family: string;
  /** A decimal text. */
  price: string;
  /** `EUR`. */
  currency: string;
  /** The day on which the list was fetched, `2026-11-25`; empty for a file. */
  date: string;
  /** Where the price comes from: an address or a file. */
  source: string;
}

/** `price`: one row for each family. The price is a string in JSON too, so that no reader turns it into a float. */
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
