import { updateDeployment } from '../../../api/calls/deployments.js';
import { differing, isUpdated } from '../../../domain/differing.js';
import { saidParameters } from '../../../domain/engine-parameters.js';
import { quoteWord } from '../../../domain/shell-words.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../../../schemas/requests.js';
import { type Placed, subjectOf } from '../find.js';
import { withValues } from '../lacking.js';
import { type Change, changeOf, notAsAsked } from './one-change.js';

/**
 * Sets name, engine parameters or engine version (`update-deployment`). Properties that `body` leaves out stay as they
 * are.
 * @param advise the hint for the error if the deployment does not show the requested values after the update
 */
export function updating(
  placed: Placed,
  body: UpdateDeploymentRequest,
  advise?: (deployment: Deployment) => string,
): Change {
  const { zone, id, name } = placed;
  const subject = subjectOf(name);
  const change = changeOf(placed, updateDeployment(id, body), {
    typed: body.name === undefined ? undefined : id,
    what: `update ${subject}`,
    progress: `Updating ${subject}`,
    said: true,
    isAsked: (deployment) => deployment !== undefined && isUpdated(deployment, body),
    instead: (deployment) =>
      notAsAsked({ zone, name }, deployment && `reports ${reported(deployment, body)}`, {
        doing: 'update',
        code: 'not-updated',
        hint: deployment && advise?.(deployment),
      }),
  });
  return { ...change, send: () => change.send().catch(withValues(zone.zone)) };
}

/** How a deployment differs from an update: `inference engine version 0.25.1, not 0.24.0`. */
export function reported(deployment: Deployment, body: UpdateDeploymentRequest): string {
  const { changed } = planUpdate(deployment, body);
  return changed.map(({ label, is, asked }) => `${label} ${is}, not ${asked}`).join('; ');
}

/**
 * Compares the requested values with those of the deployment.
 * @returns `body`, the request with only the values that differ; `changed`, the same values in words; `same`, in words
 * the values that the deployment already has
 */
export function planUpdate(deployment: Deployment, wanted: UpdateDeploymentRequest) {
  const body = differing(deployment, wanted);
  const changed = propertiesOf(deployment, body);
  const labels = changed.map(({ label }) => label);
  const same = propertiesOf(deployment, wanted).filter(({ label }) => !labels.includes(label));
  return { body, changed, same };
}

/** The properties that an update sets, in words: the label of each, its present value and the requested one. */
function propertiesOf(deployment: Deployment, wanted: UpdateDeploymentRequest) {
  const { name, 'inference-engine-parameters': parameters, 'inference-engine-version': version } = wanted;
  const property = (label: string, is: string, asked: string | undefined) =>
    asked === undefined ? [] : [{ label, is, asked }];
  return [
    ...property('name', quoteWord(deployment.name), name && quoteWord(name)),
    ...property(
      'inference engine parameters',
      parametersInWords(deployment['inference-engine-parameters'] ?? []),
      parameters && parametersInWords(parameters),
    ),
    ...property('inference engine version', deployment['inference-engine-version'] ?? '(unknown)', version),
  ];
}

/** Engine parameters for messages: quoted if needed, so that different lists do not look alike, and without secrets. */
export const parametersInWords = (parameters: readonly string[]) =>
  parameters.length === 0 ? '(none)' : saidParameters(parameters);
