import { plural } from '../../domain/counts.js';
import { saidParameters } from '../../domain/engine-parameters.js';
import { gpus } from '../../domain/gpus.js';
import { commandLine } from '../../domain/shell-words.js';
import { UsageError } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';

/** The command that sends a creation, ready to paste but for secrets among its parameters. @param flags more of them */
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
 * What would create a deployment like an existing one, under another name and with another GPU count. What the service
 * does not tell of that one is a blank in capitals, for whoever reads the command.
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
