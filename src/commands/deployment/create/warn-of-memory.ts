import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { factsOf } from '../../../domain/fit/model-facts.js';
import { fitOf } from '../../../domain/fit/model-fit.js';
import { commandLine } from '../../../domain/shell-words.js';
import type { Model } from '../../../schemas/model.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';

/** Engine parameters with which the weights need less GPU memory than the files have. */
const MAKES_SMALLER = /^--(?:quantization|cpu[-_]offload[-_]gb|load[-_]format)\b/;

/**
 * Warns of a model whose files are larger than the memory of its GPUs: such a deployment is billed until somebody reads
 * its logs. It does not refuse it, because only the engine knows for sure.
 * @param models the models of the zone
 */
export function warnOfMemory(deps: Deps, request: CreateDeploymentRequest, models: readonly Model[]): void {
  const { model: wanted, 'gpu-type': family, 'gpu-count': gpus } = request;
  const parameters = request['inference-engine-parameters'] ?? [];
  const model = models.find(({ id, name }) => ('id' in wanted ? id === wanted.id : name === wanted.name));
  const bytes = model?.['model-size'] ?? 0;
  if (!model || bytes <= 0 || parameters.some((one) => MAKES_SMALLER.test(one))) return;
  const facts = factsOf(model.name, { files: { bytes, zones: [] } });
  // With the smallest possible context, `does not` means that the weights alone do not fit.
  const { verdict, why } = fitOf(facts, family, gpus, { context: 1, concurrency: 1 });
  if (verdict !== 'does not') return;
  const see = commandLine('model fit', [model.name], ['--gpu-type', family]);
  deps.io.warn(`${model.name} will hardly fit on ${plural(gpus, 'GPU')} (${family}): ${why}; see: ${see}`);
}
