import { familyOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import type { View } from '../view.js';
import { quotaLabel } from './quota-label.js';
import { count, text } from './reference-values.js';

/** `limits`: one row a resource, named as `exo` names it; `family` is what --gpu-type takes. A limit of −1 is unlimited; the table says so. */
export const quotaView: View<Quota> = {
  name: 'quota',
  bar: ({ usage, limit }) => ({ used: usage ?? (limit === undefined ? undefined : 0), limit }),
  fields: [
    { key: 'resource', value: labelOf, keep: true },
    {
      key: 'used',
      type: 'number',
      value: (q) => count(q.usage),
      tone: (q) => (isExhausted(q) ? 'busy' : undefined),
      keep: true,
      align: 'right',
    },
    {
      key: 'max',
      type: 'number',
      value: (q) => count(q.limit),
      order: (q) => (q.limit === -1 ? Number.POSITIVE_INFINITY : count(q.limit)),
      shown: (q) => (q.limit === -1 ? 'unlimited' : String(count(q.limit))),
      keep: true,
      align: 'right',
    },
    { key: 'family', value: familyOf, keep: true, extra: true },
  ],
};

/** What a row is called, and sorted by. */
export function labelOf({ resource }: Quota): string {
  return quotaLabel(text(resource));
}

/** Nothing free of something there is: the next create or scale-up will be refused. */
function isExhausted({ usage, limit }: Quota): boolean {
  return limit !== undefined && limit > 0 && count(usage) >= limit;
}
