import { deleteDeployment } from '../../../api/calls/deployments.js';
import { type Placed, subjectOf } from '../find.js';
import { notAsAsked } from './change-errors.js';
import type { Change } from './change-types.js';

/** Deletes it (`delete-deployment`): URL and API key are lost. */
export function deleting({ zone, id, name }: Placed): Change {
  const subject = subjectOf(name);
  return {
    ...{ zone, id, name },
    what: `delete ${subject}`,
    progress: `Deleting ${subject}`,
    endsBilling: true,
    call: deleteDeployment(id),
    instead: (deployment) =>
      notAsAsked({ zone, name }, 'is still there', {
        doing: 'deletion',
        code: 'still-there',
        details: { state: deployment?.state, replicas: deployment?.replicas },
      }),
  };
}
