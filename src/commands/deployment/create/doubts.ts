import { plural } from '../../../domain/counts.js';
import { factsOf } from '../../../domain/fit/model-facts.js';
import { fitOf } from '../../../domain/fit/model-fit.js';
import { commandLine } from '../../../domain/shell-words.js';
import type { Model } from '../../../schemas/model.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { isUsable } from '../../model/wait-for-model.js';

/* What speaks against a creation that is not refused for it, because only the service and the engine know for sure. */

/** Engine parameters with which the weights need less GPU memory than the files have. */
const MAKES_SMALLER = /^--(?:quantization|cpu[-_]offload[-_]gb|load[-_]format)\b/;

/** What speaks against a creation, in sentences without a full stop. @param models the models of the zone */
export function doubtsOf(request: CreateDeploymentRequest, models: readonly Model[], zone: string): string[] {
  const { model: wanted } = request;
  const named = models.filter(({ id, name }) => ('id' in wanted ? id === wanted.id : name === wanted.name));
  const [model] = named;
  if (!model) return [];
  return [...(named.some(isUsable) ? [] : [notReady(model, zone)]), ...tooLarge(request, model)];
}

/**
 * Says that a model is not ready: whether the service then refuses the creation, or the deployment waits for the model
 * or fails, is not documented.
 */
function notReady({ name, state }: Model, zone: string): string {
  const next =
    state === 'error'
      ? `see it with: ${commandLine('model show', [name], ['-z', zone])}`
      : `wait for it with: ${commandLine('model create', [name], ['--if-not-exists', '-z', zone])}`;
  return `model ${name} in ${zone} is not ready but ${state}, so the service may refuse a deployment of it; ${next}`;
}

/**
 * Says that the files of a model are larger than the memory of its GPUs: such a deployment is billed until somebody
 * reads its logs.
 * @returns nothing if they fit, or nobody can tell
 */
function tooLarge(request: CreateDeploymentRequest, { name, 'model-size': bytes = 0 }: Model): string[] {
  const { 'gpu-type': family, 'gpu-count': gpus } = request;
  const parameters = request['inference-engine-parameters'] ?? [];
  if (bytes <= 0 || parameters.some((one) => MAKES_SMALLER.test(one))) return [];
  const facts = factsOf(name, { files: { bytes, zones: [] } });
  // With the smallest possible context, `does not` means that the weights alone do not fit.
  const { verdict, why } = fitOf(facts, family, gpus, { context: 1, concurrency: 1 });
  if (verdict !== 'does not') return [];
  const see = commandLine('model fit', [name], ['--gpu-type', family]);
  return [`${name} will probably not fit on ${plural(gpus, 'GPU')} (${family}): ${why}; see: ${see}`];
}
