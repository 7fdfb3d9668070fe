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

/**
 * `gpua5000` → `GPU - A5000`, `instance` → `Compute instances`. A family that is new to us is called after its name as
 * the others are, any other resource by the name the service has for it.
 */
export function quotaLabel(resource: string): string {
  if (Object.hasOwn(LABELS, resource)) return LABELS[resource] ?? resource;
  const family = /^gpu(.+)$/.exec(resource)?.[1];
  return family === undefined ? resource : `GPU - ${family.toUpperCase()}`;
}
