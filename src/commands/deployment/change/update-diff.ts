import { saidParameters } from '../../../domain/engine-parameters.js';
import { quoteWord } from '../../../domain/shell-words.js';
import { differing } from '../../../domain/update.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../../../schemas/requests.js';

/** One property that an update asks for. */
export interface Property {
  /** `inference engine version`. */
  label: string;
  /** As the deployment has it, in words. */
  is: string;
  /** As it is asked for, in words. */
  asked: string;
}

/** What an update has to do, and how it is told. */
export interface UpdatePlan {
  /** Only what differs: what is absent stays as it is. */
  body: UpdateDeploymentRequest;
  /** The properties in the body. */
  changed: Property[];
  /** Those that are already as asked. */
  same: Property[];
}

/** Compares what is asked with what is. */
export function planUpdate(deployment: Deployment, wanted: UpdateDeploymentRequest): UpdatePlan {
  const body = differing(deployment, wanted);
  const changed = propertiesOf(deployment, body);
  const labels = new Set(changed.map(({ label }) => label));
  const same = propertiesOf(deployment, wanted).filter(({ label }) => !labels.has(label));
  return { body, changed, same };
}

function propertiesOf(deployment: Deployment, wanted: UpdateDeploymentRequest): Property[] {
  const { name, 'inference-engine-parameters': parameters, 'inference-engine-version': version } = wanted;
  const property = (label: string, is: string, asked: string | undefined) =>
    asked === undefined ? [] : [{ label, is, asked }];
  return [
    ...property('name', quoteWord(deployment.name), name && quoteWord(name)),
    ...property(
      'inference engine parameters',
      words(deployment['inference-engine-parameters'] ?? []),
      parameters && words(parameters),
    ),
    ...property('inference engine version', deployment['inference-engine-version'] ?? '(not told)', version),
  ];
}

/** Quoted where needed, so that different lists do not look alike; secrets are hidden. */
const words = (parameters: readonly string[]) =>
  parameters.length === 0 ? '(none)' : saidParameters(parameters);
