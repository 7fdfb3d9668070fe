import { isOwn } from '../../domain/deployment-state.js';
import { ExoError } from '../../errors.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import type { Found } from './find.js';
import { commandFor } from './pasteable.js';

/**
 * Whether the service allows a name twice is not known; a name that means two is no use to anyone.
 * @throws ExoError conflict, code `already-exists`
 */
export function requireFreeName(
  { zone, id }: Found,
  deployment: Deployment,
  name: string,
  others: readonly DeploymentEntry[],
): void {
  const taken = others.find((one) => one.name === name && isOwn(one) && one.id !== id);
  if (!taken) return;
  throw new ExoError(
    'conflict',
    `deployment ${deployment.name} cannot be renamed: there is a deployment ${name} in ${zone.zone} already; nothing was sent`,
    {
      code: 'already-exists',
      zone: zone.zone,
      hint: `see it with: ${commandFor('show', name, zone.zone)}`,
      details: { id: taken.id },
    },
  );
}
