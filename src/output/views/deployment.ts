import { joinParameters } from '../../domain/engine-parameters.js';
import { describeTotal, totalGpus } from '../../domain/gpus.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import type { Field, View } from '../view.js';
import { dateFields } from './reference-values.js';
import { isStopped, shortState, shownState, stateTone } from './state.js';

export interface DeploymentRow {
  zone: string;
  deployment: DeploymentEntry;
}

export interface DeploymentDetails {
  zone: string;
  deployment: Deployment;
}

/**
 * A field of both views, read from what their rows share. The labels are those of `exo`, because scripts search tables
 * for them: `Status`, `GPU Type`.
 */
type Shared = Field<DeploymentRow>;

const id: Shared = { key: 'id', value: (d) => d.deployment.id, keep: true, short: 'beginning', spare: 1 };
const name: Shared = { key: 'name', value: (d) => d.deployment.name, keep: true };
const zone: Shared = { key: 'zone', value: (d) => d.zone, keep: true };
/** At zero replicas the service still says `ready`, so the table shows `ready (stopped)`, dimmed. */
const state: Shared = {
  key: 'state',
  label: 'Status',
  value: (d) => d.deployment.state,
  shown: (d) => shownState(d.deployment),
  short: (d) => shortState(d.deployment),
  tone: (d) => stateTone(d.deployment),
  keep: true,
};
const gpuType: Shared = {
  key: 'gpu_type',
  label: 'GPU Type',
  value: (d) => d.deployment['gpu-type'],
  keep: true,
  spare: 4,
};
const gpuCount: Shared = {
  key: 'gpu_count',
  label: 'GPU Count',
  type: 'number',
  value: (d) => d.deployment['gpu-count'],
  shown: (d) => d.deployment['gpu-count']?.toString(),
  spare: 3,
};
const replicas: Shared = {
  key: 'replicas',
  type: 'number',
  value: (d) => d.deployment.replicas,
  shown: (d) => d.deployment.replicas?.toString(),
  tone: (d) => (isStopped(d.deployment) ? 'off' : undefined),
};
const total: Shared = {
  key: 'total_gpus',
  type: 'number',
  value: (d) => totalGpus(d.deployment['gpu-count'] ?? 0, d.deployment.replicas ?? 0),
  shown: (d) => shownTotal(d, (gpuCount, replicas) => String(totalGpus(gpuCount, replicas))),
  extra: true,
  spare: 5,
};
const modelName: Shared = {
  key: 'model_name',
  label: 'Model Name',
  value: (d) => d.deployment.model.name,
  short: 'owner',
  spare: 2,
};
const { createdAt, updatedAt } = dateFields((d: DeploymentRow) => d.deployment);

/** The text for the total number of GPUs; undefined if the service did not tell both numbers it is made of. */
function shownTotal({ deployment }: DeploymentRow, say: (gpuCount: number, replicas: number) => string) {
  const { 'gpu-count': gpuCount, replicas } = deployment;
  return gpuCount === undefined || replicas === undefined ? undefined : say(gpuCount, replicas);
}

export const deploymentListView: View<DeploymentRow> = {
  name: 'deployment',
  fields: [
    id,
    name,
    zone,
    state,
    gpuType,
    gpuCount,
    replicas,
    total,
    modelName,
    { ...createdAt, extra: true, table: false },
    { ...updatedAt, extra: true, table: false },
  ],
};

/** `deployment show`, and what create, scale and update print. */
export const deploymentShowView: View<DeploymentDetails> = {
  name: 'deployment',
  fields: [
    id,
    name,
    { ...zone, extra: true },
    state,
    {
      key: 'state_details',
      label: 'Status Details',
      value: (d) => d.deployment['state-details'],
      prose: true,
    },
    gpuType,
    gpuCount,
    replicas,
    { ...total, shown: (d) => shownTotal(d, describeTotal), prose: true },
    {
      key: 'inference_engine_parameters',
      label: 'Inference Engine Parameters',
      value: (d) => joinParameters(d.deployment['inference-engine-parameters'] ?? []),
    },
    {
      key: 'inference_engine_version',
      label: 'Inference Engine Version',
      value: (d) => d.deployment['inference-engine-version'],
    },
    { key: 'service_level', label: 'Service Level', value: (d) => d.deployment['service-level'] },
    // Never cut, because people copy it.
    { key: 'deployment_url', value: (d) => d.deployment['deployment-url'], keep: true },
    { key: 'model_id', value: (d) => d.deployment.model.id, keep: true },
    modelName,
    createdAt,
    updatedAt,
  ],
};
