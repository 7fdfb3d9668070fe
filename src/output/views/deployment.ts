import { joinParameters } from '../../domain/engine-parameters.js';
import { describeTotal } from '../../domain/gpus.js';
import type { View } from '../view.js';
import {
  createdAt,
  type DeploymentDetails,
  type DeploymentRow,
  gpuCount,
  gpuType,
  id,
  modelId,
  modelName,
  name,
  replicas,
  serviceLevel,
  shownTotal,
  state,
  total,
  updatedAt,
  url,
  zone,
} from './deployment-fields.js';
import { text } from './reference-values.js';

export type { DeploymentDetails, DeploymentRow } from './deployment-fields.js';

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
    { key: 'state_details', value: (d) => text(d.deployment['state-details']), prose: true },
    gpuType,
    gpuCount,
    replicas,
    { ...total, shown: (d) => shownTotal(d, describeTotal), prose: true },
    {
      key: 'inference_engine_parameters',
      value: (d) => joinParameters(d.deployment['inference-engine-parameters'] ?? []),
    },
    { key: 'inference_engine_version', value: (d) => text(d.deployment['inference-engine-version']) },
    serviceLevel,
    url,
    modelId,
    modelName,
    createdAt,
    updatedAt,
  ],
};
