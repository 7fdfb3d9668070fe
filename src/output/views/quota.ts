import { familyOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import type { View } from '../view.js';

/** The names that `exo` prints for the resources of quotas. */
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

/** The OpenAPI description requires no key of a quota. Data formats print a missing number as 0, as `exo` does. */
const UNKNOWN = 'unknown';

/**
 * `limits`: one row for each resource, named as `exo` names it; `family` is the value that --gpu-type takes. A limit of
 * −1 is unlimited, and the table says `unlimited`.
 */
export const quotaView: View<Quota> = {
  name: 'quota',
  piped: 'markdown',
  bar: ({ usage, limit }) => ({ used: usage, limit }),
  fields: [
    { key: 'resource', value: labelOf, keep: true },
    {
      key: 'used',
      type: 'number',
      value: (q) => q.usage,
      shown: (q) => String(q.usage ?? UNKNOWN),
      tone: (q) => (isExhausted(q) ? 'busy' : undefined),
    },
    {
      key: 'max',
      type: 'number',
      value: (q) => q.limit,
      order: (q) => (q.limit === -1 ? Number.POSITIVE_INFINITY : (q.limit ?? 0)),
      shown: (q) => (q.limit === -1 ? 'unlimited' : String(q.limit ?? UNKNOWN)),
    },
    { key: 'family', value: familyOf, keep: true, extra: true },
  ],
};

/**
 * The name of a resource, by which rows are sorted too: `gpua5000` → `GPU - A5000`, `instance` → `Compute instances`. A
 * GPU family that this program does not know is named in the same way; any other unknown resource keeps its own name.
 */
export function labelOf({ resource = '' }: Quota): string {
  if (Object.hasOwn(LABELS, resource)) return LABELS[resource] ?? resource;
  const family = /^gpu(.+)$/.exec(resource)?.[1];
  return family === undefined ? resource : `GPU - ${family.toUpperCase()}`;
}

/** Whether a quota above 0 is used up: the service will refuse the next creation or scale-up. */
function isExhausted({ usage, limit }: Quota): boolean {
  return limit !== undefined && limit > 0 && (usage ?? 0) >= limit;
}
