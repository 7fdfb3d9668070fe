import type { FamilyPlan } from '../../desired/plan/plan-types.js';
import type { View } from '../view.js';

/** The GPUs of each family in the whole plan, beside the quota. */
export const familyView: View<FamilyPlan> = {
  name: 'family',
  bar: ({ now, after, usage, limit }) => ({
    used: usage === undefined ? undefined : usage - Math.max(0, now - after),
    taken: Math.max(0, after - now),
    freed: Math.max(0, now - after),
    limit,
  }),
  fields: [
    {
      key: 'family',
      label: 'GPU type',
      value: ({ family }) => family,
      shown: ({ family, account }) => (account === undefined ? family : `${family}, account ${account}`),
      keep: true,
    },
    { key: 'now', label: 'GPUs now', type: 'number', value: ({ now }) => now },
    { key: 'after', type: 'number', value: ({ after }) => after },
    {
      key: 'usage',
      label: 'Quota used',
      type: 'number',
      value: ({ usage }) => usage,
      shown: ({ usage }) => (usage === undefined ? 'unknown' : String(usage)),
    },
    {
      key: 'limit',
      label: 'Quota',
      type: 'number',
      value: ({ limit }) => limit,
      shown: ({ limit }) => (limit === undefined ? 'unknown' : limit === -1 ? 'unlimited' : String(limit)),
    },
    {
      key: 'short',
      label: 'Missing',
      type: 'number',
      value: ({ short }) => short,
      tone: ({ short }) => (short > 0 ? 'bad' : undefined),
    },
  ],
};
