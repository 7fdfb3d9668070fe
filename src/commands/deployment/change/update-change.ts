import { updateDeployment } from '../../../api/calls/deployments.js';
import { differing, isUpdated } from '../../../domain/differing.js';
import { saidParameters } from '../../../domain/engine-parameters.js';
import { quoteWord } from '../../../domain/shell-words.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../../../schemas/requests.js';
import { type Placed, subjectOf } from '../find.js';
import { type Change, changeOf, notAsAsked } from './one-change.js';

/**
 * Sets name, engine parameters or engine version (`update-deployment`); what `body` leaves out stays.
 * @param advise what to do when the service reports it otherwise than it was asked for
 */
export function updating(
  placed: Placed,
  body: UpdateDeploymentRequest,
  advise?: (deployment: Deployment) => string,
): Change {
  const { zone, id, name } = placed;
  const subject = subjectOf(name);
  return changeOf(placed, updateDeployment(id, body), {
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
}

/** `inference engine version 0.25.1, not 0.24.0`. */
function reported(deployment: Deployment, body: UpdateDeploymentRequest): string {
  const { changed } = planUpdate(deployment, body);
  return changed.map(({ label, is, asked }) => `${label} ${is}, not ${asked}`).join('; ');
}

/** Compares what is asked with what is. @returns the body of what differs, what is in it, and what is as asked already */
export function planUpdate(deployment: Deployment, wanted: UpdateDeploymentRequest) {
  const body = differing(deployment, wanted);
  const changed = propertiesOf(deployment, body);
  const labels = changed.map(({ label }) => label);
  const same = propertiesOf(deployment, wanted).filter(({ label }) => !labels.includes(label));
  return { body, changed, same };
}

/** What an update asks for, in words: each property as it is called, as it is, and as it is asked for. */
function propertiesOf(deployment: Deployment, wanted: UpdateDeploymentRequest) {
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
