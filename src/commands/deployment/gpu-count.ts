import { gpus, plural } from '../../domain/gpus.js';
import { UsageError } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import { createCommandLine, creationLike } from './create/create-line.js';

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
