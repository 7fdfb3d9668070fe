import type { Deps } from '../../deps.js';
import { printQuotas } from './print-quotas.js';

/** Prints every quota of the organization. */
export async function run(deps: Deps): Promise<void> {
  await printQuotas(deps, () => true, 'The service tells no quota.');
}
