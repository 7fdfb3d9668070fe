import { describeTotal, totalGpus } from '../../domain/gpus.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import type { Field, View } from '../view.js';
import { isStopped, shownState, stateTone } from './state.js';
import { count, shownCount, text, time } from './values.js';

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

const id: Shared = { key: 'id', go: 'ID', label: 'ID', value: (d) => text(d.deployment.id), keep: true };
const name: Shared = { key: 'name', go: 'Name', label: 'Name', value: (d) => d.deployment.name };
const zone: Shared = { key: 'zone', go: 'Zone', label: 'Zone', value: (d) => d.zone, keep: true };
/** A deployment at zero replicas is told from one that is up at a glance: `ready (stopped)`, dimmed. */
const state: Shared = {
  key: 'state',
  go: 'State',
  label: 'State',
  value: (d) => d.deployment.state,
  shown: (d) => shownState(d.deployment),
  tone: (d) => stateTone(d.deployment),
  keep: true,
};
const gpuType: Shared = {
  key: 'gpu_type',
  go: 'GPUType',
  label: 'GPU type',
  value: (d) => text(d.deployment['gpu-type']),
  keep: true,
};
const gpuCount: Shared = {
  key: 'gpu_count',
  go: 'GPUCount',
  label: 'GPU count',
  value: (d) => count(d.deployment['gpu-count']),
  shown: (d) => shownCount(d.deployment['gpu-count']),
  keep: true,
  align: 'right',
};
const replicas: Shared = {
  key: 'replicas',
  go: 'Replicas',
  label: 'Replicas',
  value: (d) => count(d.deployment.replicas),
  shown: (d) => shownCount(d.deployment.replicas),
  tone: (d) => (isStopped(d.deployment) ? 'off' : undefined),
  keep: true,
  align: 'right',
};
const total: Shared = {
  key: 'total_gpus',
  go: 'TotalGPUs',
  label: 'Total GPUs',
  value: (d) => totalGpus(count(d.deployment['gpu-count']), count(d.deployment.replicas)),
  shown: (d) => shownTotal(d, (gpuCount, replicas) => String(totalGpus(gpuCount, replicas))),
  extra: true,
  keep: true,
  align: 'right',
};
const modelName: Shared = {
  key: 'model_name',
  go: 'ModelName',
  label: 'Model name',
  value: (d) => text(d.deployment.model.name),
};
const createdAt: Shared = {
  key: 'created_at',
  go: 'CreatedAt',
  label: 'Created at',
  value: (d) => time(d.deployment['created-at']),
};
const updatedAt: Shared = {
  key: 'updated_at',
  go: 'UpdatedAt',
  label: 'Updated at',
  value: (d) => time(d.deployment['updated-at']),
};
const serviceLevel: Shared = {
  key: 'service_level',
  go: 'ServiceLevel',
  label: 'Service level',
  value: (d) => text(d.deployment['service-level']),
};
const modelId: Shared = {
  key: 'model_id',
  go: 'ModelID',
  label: 'Model ID',
  value: (d) => text(d.deployment.model.id),
  keep: true,
};
/** Kept whole: it is there to be copied. */
const url: Shared = {
  key: 'deployment_url',
  go: 'DeploymentURL',
  label: 'Deployment URL',
  value: (d) => d.deployment['deployment-url'],
  keep: true,
};

/** `deployment list`. */
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
      go: 'StateDetails',
      label: 'State details',
      value: (d) => text(d.deployment['state-details']),
    },
    gpuType,
    gpuCount,
    replicas,
    { ...total, shown: (d) => shownTotal(d, describeTotal) },
    {
      key: 'inference_engine_parameters',
      go: 'InferenceEngineParameters',
      label: 'Inference engine parameters',
      value: (d) => (d.deployment['inference-engine-parameters'] ?? []).join(' '),
    },
    {
      key: 'inference_engine_version',
      go: 'InferenceEngineVersion',
      label: 'Inference engine version',
      value: (d) => text(d.deployment['inference-engine-version']),
    },
    serviceLevel,
    url,
    modelId,
    modelName,
    createdAt,
    updatedAt,
  ],
};

/** Empty when the service did not say both numbers. */
function shownTotal(row: DeploymentRow, say: (gpuCount: number, replicas: number) => string): string {
  const { 'gpu-count': gpuCount, replicas } = row.deployment;
  return gpuCount === undefined || replicas === undefined ? '' : say(gpuCount, replicas);
}
