import { joinParameters } from '../../domain/engine-parameters.js';
import { quoteWord } from '../../domain/shell-words.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../../schemas/requests.js';

/** What an update has to do, and how it is told. */
export interface UpdatePlan {
  /** Only what differs: what is absent stays as it is. */
  body: UpdateDeploymentRequest;
  /** `name: my-app → chat`, one for each property in the body. */
  changed: string[];
  /** `name: my-app`, for what is already as asked. */
  same: string[];
}

/**
 * Compares what is asked with what is. What the service does not tell differs from everything: it is better sent
 * once too often than quietly left out.
 */
export function planUpdate(deployment: Deployment, wanted: UpdateDeploymentRequest): UpdatePlan {
  const plan: UpdatePlan = { body: {}, changed: [], same: [] };
  const note = (label: string, is: string | undefined, asked: string): boolean => {
    if (is === asked) plan.same.push(`${label}: ${asked}`);
    else plan.changed.push(`${label}: ${is ?? '(not told)'} → ${asked}`);
    return is !== asked;
  };
  const { name, 'inference-engine-parameters': parameters, 'inference-engine-version': version } = wanted;
  if (name !== undefined && note('name', quoteWord(deployment.name), quoteWord(name))) plan.body.name = name;
  if (parameters !== undefined) {
    const is = deployment['inference-engine-parameters'];
    if (note('inference engine parameters', is && words(is), words(parameters)))
      plan.body['inference-engine-parameters'] = parameters;
  }
  if (version !== undefined) {
    if (note('inference engine version', deployment['inference-engine-version'], version))
      plan.body['inference-engine-version'] = version;
  }
  return plan;
}

/** Quoted where needed, so that different lists never look alike. */
const words = (parameters: readonly string[]) =>
  parameters.length === 0 ? '(none)' : joinParameters(parameters);
