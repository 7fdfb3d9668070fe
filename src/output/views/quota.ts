import { familyOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import type { View } from '../view.js';

/** The words that `exo` has for the resources of quotas. */
const LABELS: Readonly<Record<string, string>> = {
  'block-storage': 'Block Storage cumulative size (GiB)',
  'block-storage-max-size': 'Max size of a Block Storage Volume (GiB)',
  'block-storage-volume': 'Block Storage Volumes',
  bucket: 'SOS buckets',
  database: 'Databases',
  'elastic-ip': 'Elastic IP addresses',
  gpu: 'Compute instance GPUs',
  gpu2: 'GPU - GPU2',
  gpu3: 'GPU - GPU3',
  gpu3080ti: 'GPU - 3080 Ti',
  gpurtx6000pro: 'GPU - RTX 6000 Pro',
  'iam-key': 'IAM API keys',
  instance: 'Compute instances',
  'network-load-balancer': 'Network Load Balancers',
  'private-network': 'Private networks',
  'sks-cluster': 'SKS clusters',
  snapshot: 'Compute instance snapshots',
  template: 'Compute instance templates',
};

/** Nothing of a quota is required by the description; in data what is left out is 0, as in `exo`. */
const NOT_TOLD = 'not told';

/** `limits`: one row a resource, named as `exo` names it; `family` is what --gpu-type takes. A limit of −1 is unlimited; the table says so. */
export const quotaView: View<Quota> = {
  name: 'quota',
  bar: ({ usage, limit }) => ({ used: usage, limit }),
  fields: [
    { key: 'resource', value: labelOf, keep: true },
    {
      key: 'used',
      type: 'number',
      value: (q) => q.usage,
      shown: (q) => String(q.usage ?? NOT_TOLD),
      tone: (q) => (isExhausted(q) ? 'busy' : undefined),
    },
    {
      key: 'max',
      type: 'number',
      value: (q) => q.limit,
      order: (q) => (q.limit === -1 ? Number.POSITIVE_INFINITY : (q.limit ?? 0)),
      shown: (q) => (q.limit === -1 ? 'unlimited' : String(q.limit ?? NOT_TOLD)),
    },
    { key: 'family', value: familyOf, keep: true, extra: true },
  ],
};

/**
 * What a row is called, and sorted by: `gpua5000` → `GPU - A5000`, `instance` → `Compute instances`. A family that is new to
 * us is called after its name as the others are, any other resource by the name the service has for it.
 */
export function labelOf({ resource = '' }: Quota): string {
  if (Object.hasOwn(LABELS, resource)) return LABELS[resource] ?? resource;
  const family = /^gpu(.+)$/.exec(resource)?.[1];
  return family === undefined ? resource : `GPU - ${family.toUpperCase()}`;
}

/** Nothing free of something there is: the next create or scale-up will be refused. */
function isExhausted({ usage, limit }: Quota): boolean {
  return limit !== undefined && limit > 0 && (usage ?? 0) >= limit;
}
