import { totalGpus } from '../../domain/gpus.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import type { Field } from '../view.js';
import { count, moment, shownCount, text, time } from './reference-values.js';
import { isStopped, shortState, shownState, stateTone } from './state.js';

/** A row of `deployment list`. */
export interface DeploymentRow {
  zone: string;
  deployment: DeploymentEntry;
}

/** What `deployment show` prints. */
export interface DeploymentDetails {
  zone: string;
  deployment: Deployment;
}

/** A field of both, read from the part they share. */
type Shared = Field<DeploymentRow>;

export const id: Shared = {
  key: 'id',
  value: (d) => text(d.deployment.id),
  keep: true,
  short: 'beginning',
  spare: 1,
};
export const name: Shared = { key: 'name', value: (d) => d.deployment.name, keep: true };
export const zone: Shared = { key: 'zone', value: (d) => d.zone, keep: true };
/** A deployment at zero replicas is told from one that is up at a glance: `ready (stopped)`, dimmed. */
export const state: Shared = {
  key: 'state',
  value: (d) => d.deployment.state,
  shown: (d) => shownState(d.deployment),
  short: (d) => shortState(d.deployment),
  tone: (d) => stateTone(d.deployment),
  keep: true,
};
export const gpuType: Shared = {
  key: 'gpu_type',
  value: (d) => text(d.deployment['gpu-type']),
  keep: true,
  spare: 4,
};
export const gpuCount: Shared = {
  key: 'gpu_count',
  type: 'number',
  value: (d) => count(d.deployment['gpu-count']),
  shown: (d) => shownCount(d.deployment['gpu-count']),
  keep: true,
  spare: 3,
  align: 'right',
};
export const replicas: Shared = {
  key: 'replicas',
  type: 'number',
  value: (d) => count(d.deployment.replicas),
  shown: (d) => shownCount(d.deployment.replicas),
  tone: (d) => (isStopped(d.deployment) ? 'off' : undefined),
  keep: true,
  align: 'right',
};
export const total: Shared = {
  key: 'total_gpus',
  type: 'number',
  value: (d) => totalGpus(count(d.deployment['gpu-count']), count(d.deployment.replicas)),
  shown: (d) => shownTotal(d, (gpuCount, replicas) => String(totalGpus(gpuCount, replicas))),
  extra: true,
  keep: true,
  spare: 5,
  align: 'right',
};
export const modelName: Shared = {
  key: 'model_name',
  value: (d) => text(d.deployment.model.name),
  short: 'owner',
  spare: 2,
};
export const createdAt: Shared = {
  key: 'created_at',
  value: (d) => time(d.deployment['created-at']),
  order: (d) => moment(d.deployment['created-at']),
};
export const updatedAt: Shared = {
  key: 'updated_at',
  value: (d) => time(d.deployment['updated-at']),
  order: (d) => moment(d.deployment['updated-at']),
};
export const serviceLevel: Shared = {
  key: 'service_level',
  value: (d) => text(d.deployment['service-level']),
};
export const modelId: Shared = { key: 'model_id', value: (d) => text(d.deployment.model.id), keep: true };
/** Kept whole: it is there to be copied. */
export const url: Shared = {
  key: 'deployment_url',
  value: (d) => d.deployment['deployment-url'],
  keep: true,
};

/** Empty when the service did not say both numbers. */
export function shownTotal(row: DeploymentRow, say: (gpuCount: number, replicas: number) => string): string {
  const { 'gpu-count': gpuCount, replicas } = row.deployment;
  return gpuCount === undefined || replicas === undefined ? '' : say(gpuCount, replicas);
}
