import { plural } from '../../domain/counts.js';
import { saidParameters } from '../../domain/engine-parameters.js';
import { gpus } from '../../domain/gpus.js';
import { commandLine } from '../../domain/shell-words.js';
import { UsageError } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';

/**
 * The command line of a creation, ready to paste except for masked secrets in its parameters.
 * @param flags further flags
 */
export function createCommandLine(
  request: CreateDeploymentRequest,
  zone: string,
  flags: readonly string[] = [],
): string {
  const { model } = request;
  const parameters = request['inference-engine-parameters'] ?? [];
  const version = request['inference-engine-version'];
  return commandLine(
    'deployment create',
    [request.name],
    [
      ...('id' in model ? ['--model-id', model.id] : ['--model-name', model.name]),
      ...['--gpu-type', request['gpu-type'], '--gpu-count', String(request['gpu-count'])],
      ...['--replicas', String(request.replicas)],
      ...(parameters.length > 0 ? ['--inference-engine-params', saidParameters(parameters)] : []),
      ...(version === undefined ? [] : ['--inference-engine-version', version]),
      ...['-z', zone, ...flags],
    ],
  );
}

/**
 * The request for a deployment like an existing one, with another name and GPU count. Values that the service does not
 * tell are placeholders in capitals, which the reader of the command fills in.
 */
export function creationLike(source: Deployment, name: string, gpuCount: number): CreateDeploymentRequest {
  const { model } = source;
  const parameters = source['inference-engine-parameters'];
  return {
    name,
    model: model.id && !model.name ? { id: model.id } : { name: model.name || 'MODEL' },
    'gpu-type': source['gpu-type'] ?? 'GPU-TYPE',
    'gpu-count': gpuCount,
    replicas: Math.max(1, source.replicas ?? 1),
    'inference-engine-parameters': parameters?.length ? parameters : undefined,
    'inference-engine-version': source['inference-engine-version'],
  };
}

/**
 * Refuses another GPU count (the page says: "GPU count is immutable: a different GPU count means a new deployment")
 * with the complete command that makes a new deployment. The same count passes, and so does any if the service does not
 * tell the present one.
 * @param size the requested replicas, for that command
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
  const request = creationLike({ ...deployment, replicas: size }, `${deployment.name}-${asked}gpu`, asked);
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
