import { updateDeployment } from '../../../api/calls/deployments.js';
import { isUpdated } from '../../../domain/update.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../../../schemas/requests.js';
import { type Placed, subjectOf } from '../find.js';
import { notAsAsked } from './change-errors.js';
import type { Change } from './change-types.js';
import { planUpdate } from './update-diff.js';

/**
 * Sets name, engine parameters or engine version (`update-deployment`); what `body` leaves out stays.
 * @param advise what to do when the service reports it otherwise than it was asked for
 */
export function updating(
  { zone, id, name }: Placed,
  body: UpdateDeploymentRequest,
  advise?: (deployment: Deployment) => string,
): Change {
  const subject = subjectOf(name);
  return {
    ...{ zone, id, name },
    what: `update ${subject}`,
    progress: `Updating ${subject}`,
    said: true,
    call: updateDeployment(id, body),
    isAsked: (deployment) => isUpdated(deployment, body),
    instead: (deployment) =>
      notAsAsked({ zone, name }, deployment && `reports ${reported(deployment, body)}`, {
        doing: 'update',
        code: 'not-updated',
        hint: deployment && advise?.(deployment),
      }),
  };
}

/** `inference engine version 0.25.1, not 0.24.0`. */
function reported(deployment: Deployment, body: UpdateDeploymentRequest): string {
  const { changed } = planUpdate(deployment, body);
  return changed.map(({ label, is, asked }) => `${label} ${is}, not ${asked}`).join('; ');
}
