import { scaleDeployment } from '../../../api/calls/deployments.js';
import { plural } from '../../../domain/counts.js';
import { isSettled } from '../../../domain/deployment-state.js';
import type { Cost } from '../../../domain/money/price.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import type { PlannedCall } from '../../lib/dry-run.js';
import { type Placed, subjectOf } from '../find.js';
import { type Change, changeOf, notAsAsked } from './one-change.js';

/** A deployment and its new size; `entry` is the deployment as it is, if that is known. */
export interface Resize extends Placed {
  size: number;
  entry?: Pick<Deployment, 'replicas' | 'gpu-type' | 'gpu-count'> | undefined;
}

/** Sets the number of replicas (`scale-deployment`). */
export function scaling({ size, entry, ...placed }: Resize): Change {
  const { zone, id, name } = placed;
  const replicas = plural(size, 'replica');
  return changeOf(placed, scaleDeployment(id, { replicas: size }), {
    what: `scale ${subjectOf(name)} to ${replicas}`,
    progress: `Scaling ${name} to ${replicas}`,
    said: true,
    endsBilling: size === 0,
    size,
    isAsked(deployment) {
      if (!deployment) return false;
      return deployment.replicas === undefined ? undefined : deployment.replicas === size;
    },
    instead(deployment) {
      const is = deployment?.replicas;
      const was = entry?.replicas ?? is;
      // If it has neither its old size nor the requested one, somebody else has scaled it.
      const reports = is === was ? 'still reports' : 'reports';
      return notAsAsked(
        { zone, name },
        deployment && `${reports} ${plural(is ?? 0, 'replica')}, not ${size}`,
        {
          doing: 'scaling',
          code: 'another-size',
          hint:
            is === was || !deployment
              ? undefined
              : `it had ${was}: somebody else may have scaled it meanwhile`,
          details: { replicas: is, wanted: size },
        },
      );
    },
  });
}

/** The request of a scaling, for --dry-run. @param cost per hour afterwards */
export function plannedScaling({ zone, id, size, entry }: Omit<Resize, 'name'>, cost?: Cost): PlannedCall {
  const count = entry?.['gpu-count'];
  return {
    call: scaleDeployment(id, { replicas: size }),
    zone: zone.zone,
    cost,
    gpus: count === undefined ? undefined : { count, replicas: size },
  };
}

/**
 * Does the deployment already have the size, with no change under way, so that nothing has to be sent? Never for zero:
 * the list may be behind, and GPUs that run unseen cost money.
 */
export function hasSize(entry: Pick<Deployment, 'replicas' | 'state'>, size: number): boolean {
  return size > 0 && entry.replicas === size && isSettled(entry.state);
}

/**
 * Is the entry of a list enough to decide by, or must the deployment itself be read? It must be read if the entry lacks
 * a value; if it would be left alone, because a list can be behind; and if a cost limit has to be checked, unless it
 * goes to zero.
 */
export function isEnough(entry: DeploymentEntry, size: number, limit: string | undefined): boolean {
  const isTold = entry.replicas !== undefined && entry['gpu-count'] !== undefined;
  return isTold && !hasSize(entry, size) && (limit === undefined || size === 0);
}
