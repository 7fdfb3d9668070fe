import type { Deps } from '../../deps.js';
import { quotaView } from '../../output/views/quota.js';
import type { Quota } from '../../schemas/organization.js';
import { byText } from '../list.js';
import { BUILT_IN_ZONE, chosenZone } from '../zones.js';

export async function run(deps: Deps): Promise<void> {
  const printer = await deps.printer(quotaView);
  const quotas = await listGpuQuotas(deps);
  deps.io.out(printer.many(quotas));
  if (quotas.length === 0) deps.io.say('The service tells no GPU quota.');
}

/**
 * The quotas of GPU families (`list-quotas`), sorted by family: used of how many GPUs at most, −1 for any number. They
 * belong to the organization: any zone answers for all.
 */
export async function listGpuQuotas(deps: Deps): Promise<Quota[]> {
  const zone = (await deps.client()).in((await chosenZone(deps)) ?? BUILT_IN_ZONE);
  const quotas = (await zone.listQuotas()).filter(({ resource }) => isGpu(resource ?? ''));
  return quotas.sort((a, b) => byText(a.resource ?? '', b.resource ?? ''));
}

/** Families are added to the service without notice; the name of each tells what it is. */
const isGpu = (resource: string) => resource.toLowerCase().startsWith('gpu');
