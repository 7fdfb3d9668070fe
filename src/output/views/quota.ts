import type { Quota } from '../../schemas/organization.js';
import type { View } from '../view.js';
import { count, text } from './values.js';

/** `limits gpu`: one row a GPU family. A limit of −1 is unlimited; the table says so. */
export const quotaView: View<Quota> = {
  name: 'quota',
  fields: [
    { key: 'resource', go: 'Resource', label: 'Resource', value: (q) => text(q.resource), keep: true },
    {
      key: 'used',
      go: 'Used',
      label: 'Used',
      value: (q) => count(q.usage),
      tone: (q) => (isExhausted(q) ? 'busy' : undefined),
      keep: true,
      align: 'right',
    },
    {
      key: 'max',
      go: 'Max',
      label: 'Max',
      value: (q) => count(q.limit),
      order: (q) => (q.limit === -1 ? Number.POSITIVE_INFINITY : count(q.limit)),
      shown: (q) => (q.limit === -1 ? 'unlimited' : String(count(q.limit))),
      keep: true,
      align: 'right',
    },
  ],
};

/** Nothing free of something there is: the next create or scale-up will be refused. */
function isExhausted({ usage, limit }: Quota): boolean {
  return limit !== undefined && limit > 0 && count(usage) >= limit;
}
