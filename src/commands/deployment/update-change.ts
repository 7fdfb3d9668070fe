import { updateDeployment } from '../../api/calls/deployments.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { UpdateDeploymentRequest } from '../../schemas/requests.js';
import type { Change } from './change.js';
import { subjectOf } from './find.js';
import { planUpdate } from './update-diff.js';

/** Sets name, engine parameters or engine version (`update-deployment`); what `body` leaves out stays. */
export function updating(
  { zone, id, name }: { zone: ZoneClient; id: string; name: string },
  body: UpdateDeploymentRequest,
): Change {
  const subject = subjectOf(name);
  return {
    ...{ zone, id, name },
    what: `update ${subject}`,
    progress: `Updating ${subject}`,
    call: updateDeployment(id, body),
    isAsked: (deployment) => planUpdate(deployment, body).changed.length === 0,
  };
}
