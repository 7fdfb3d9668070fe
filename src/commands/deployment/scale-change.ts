import { scaleDeployment } from '../../api/calls/deployments.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { plural } from '../../domain/gpus.js';
import type { Change } from './change.js';
import { subjectOf } from './find.js';

/** A deployment that was found, as it is spoken of, and the size it is to have. */
export interface Resize {
  zone: ZoneClient;
  id: string;
  name: string;
  size: number;
}

/** Sets the number of replicas (`scale-deployment`). */
export function scaling({ zone, id, name, size }: Resize): Change {
  const subject = subjectOf(name);
  const replicas = plural(size, 'replica');
  return {
    ...{ zone, id, name },
    what: `scale ${subject} to ${replicas}`,
    progress: `Scaling ${name} to ${replicas}`,
    call: scaleDeployment(id, { replicas: size }),
    isAsked: (deployment) => deployment.replicas === size,
  };
}
