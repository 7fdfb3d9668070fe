import { inEnvironment } from '../../config/credentials.js';
import { variable } from '../../config/sources.js';
import type { Deps } from '../../deps.js';

/** Tells what of the environment comes before an account that was just written. @param isDefault it is the default now */
export function tellOverrides({ env, io }: Deps, name: string, isDefault: boolean): void {
  const credentials = inEnvironment(env);
  if (credentials) io.warn(`${credentials} are set, and come before those of any account`);
  const named = variable(env, 'EXOSCALE_ACCOUNT');
  if (isDefault && named !== undefined && named !== name)
    io.warn(`EXOSCALE_ACCOUNT is set to ${named}, and comes before the default`);
}
