import type { Deps } from '../../deps.js';
import { labelOf, quotaView } from '../../output/views/quota.js';
import type { Quota } from '../../schemas/organization.js';
import { byText } from '../list.js';
import { BUILT_IN_ZONE, chosenZone } from '../zones.js';

/**
 * Prints quotas (`list-quotas`), sorted by what they are called: used of how many at most, −1 for any number. They belong
 * to the organization: any zone answers for all.
 * @param none what is said where there is none
 */
export async function printQuotas(
  deps: Deps,
  isWanted: (quota: Quota) => boolean,
  none: string,
): Promise<void> {
  const printer = await deps.printer(quotaView);
  const zone = (await deps.client()).in((await chosenZone(deps)) ?? BUILT_IN_ZONE);
  const quotas = (await zone.listQuotas()).filter(isWanted);
  quotas.sort((a, b) => byText(labelOf(a), labelOf(b)));
  deps.io.out(printer.many(quotas));
  if (quotas.length === 0) deps.io.say(none);
}
