import { saidParameters } from '../../../domain/engine-parameters.js';
import { commandLine } from '../../../domain/shell-words.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';

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
      '--gpu-type',
      request['gpu-type'],
      '--gpu-count',
      String(request['gpu-count']),
      '--replicas',
      String(request.replicas),
      ...(parameters.length > 0 ? ['--inference-engine-params', saidParameters(parameters)] : []),
      ...(version === undefined ? [] : ['--inference-engine-version', version]),
      '-z',
      zone,
      ...flags,
    ],
  );
}

/** What would create a deployment like an existing one, under another name and with another GPU count. */
export function creationLike(source: Deployment, name: string, gpuCount: number): CreateDeploymentRequest {
  const { model } = source;
  const parameters = source['inference-engine-parameters'];
  const version = source['inference-engine-version'];
  return {
    name,
    model: model.name === undefined ? { id: model.id ?? '' } : { name: model.name },
    'gpu-type': source['gpu-type'] ?? '',
    'gpu-count': gpuCount,
    replicas: Math.max(1, source.replicas ?? 1),
    ...(parameters?.length ? { 'inference-engine-parameters': parameters } : {}),
    ...(version === undefined ? {} : { 'inference-engine-version': version }),
  };
}
