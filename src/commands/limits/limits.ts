import type { Deps } from '../../deps.js';
import { familyOf } from '../../domain/quota.js';
import { BUILT_IN_ZONE } from '../../domain/zones.js';
import { labelOf, quotaView } from '../../output/views/quota.js';
import type { Quota } from '../../schemas/organization.js';
import { byText } from '../list.js';
import { chosenZone } from '../zones.js';

/** Prints every quota of the organization. */
export const showAll = (deps: Deps): Promise<void> =>
  printQuotas(deps, () => true, 'The service tells no quota.');

/** Prints the quotas of GPU families. */
export const showGpu = (deps: Deps): Promise<void> =>
  printQuotas(deps, (quota) => familyOf(quota) !== '', 'The service reports no GPU quotas.');

/**
 * Prints quotas (`list-quotas`), sorted by what they are called: used of how many at most, −1 for any number. They belong
 * to the organization: any zone answers for all.
 * @param none what is said where there is none
 */
async function printQuotas(deps: Deps, isWanted: (quota: Quota) => boolean, none: string): Promise<void> {
  const printer = await deps.printer(quotaView);
  const zone = (await deps.client()).in((await chosenZone(deps)) ?? BUILT_IN_ZONE);
  const quotas = (await zone.listQuotas()).filter(isWanted);
  quotas.sort((a, b) => byText(labelOf(a), labelOf(b)));
  deps.io.out(printer.many(quotas));
  if (quotas.length === 0) deps.io.say(none);
}
