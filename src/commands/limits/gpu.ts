import type { Deps } from '../../deps.js';
import { familyOf } from '../../domain/quota.js';
import { printQuotas } from './print-quotas.js';

/** Prints the quotas of GPU families. */
export async function run(deps: Deps): Promise<void> {
  await printQuotas(deps, (quota) => familyOf(quota) !== '', 'The service tells no GPU quota.');
}
