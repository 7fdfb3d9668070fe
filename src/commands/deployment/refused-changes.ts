import { isOwn } from '../../domain/deployment-state.js';
import { gpus, plural } from '../../domain/gpus.js';
import { commandFor } from '../../domain/shell-words.js';
import { ExoError, UsageError } from '../../errors.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import { createCommandLine, creationLike } from './create/create-line.js';
import type { Found } from './find.js';

/**
 * Refuses another GPU count ("GPU count is immutable: a different GPU count means a new deployment") and gives
 * the complete command that makes one. The same count, or one the service does not tell, passes.
 * @param size the replicas asked for beside it, for the command
 * @throws UsageError code `gpu-count-immutable`
 */
export function requireSameGpuCount(
  deployment: Deployment,
  asked: number,
  zone: string,
  size = deployment.replicas,
): void {
  const count = deployment['gpu-count'];
  if (count === undefined || count === asked) return;
  const request = {
    ...creationLike(deployment, `${deployment.name}-${asked}gpu`, asked),
    replicas: Math.max(1, size ?? 1),
  };
  throw new UsageError(
    `--gpu-count cannot change the ${gpus(count)} of deployment ${deployment.name} in ${zone} to ${asked}: the GPU count is fixed at creation`,
    {
      code: 'gpu-count-immutable',
      zone,
      hint: `another GPU count needs a new deployment (${plural(request.replicas, 'replica')}, ${gpus(asked)} each):\n${createCommandLine(request, zone)}`,
      details: { gpu_count: count, asked },
    },
  );
}

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
