import * as calls from '../../api/calls/deployments.js';
import type { Step } from '../../desired/plan/plan-types.js';
import { plural } from '../../domain/counts.js';
import { parametersInWords } from '../deployment/change/update-change.js';
import type { PlannedCall } from '../lib/dry-run.js';

/** The request of a step, for --dry-run. */
export function callOf(step: Step): PlannedCall {
  const { zone } = step;
  switch (step.kind) {
    case 'create': {
      const { request: body } = step;
      const gpus = { count: body['gpu-count'], replicas: body.replicas };
      return { call: calls.createDeployment(body), zone, gpus };
    }
    case 'scale': {
      const { id, to: replicas, gpuCount: count } = step;
      const gpus = count === undefined ? undefined : { count, replicas };
      return { call: calls.scaleDeployment(id, { replicas }), zone, gpus };
    }
    case 'update':
      return { call: calls.updateDeployment(step.id, step.changes), zone };
    case 'delete':
      return { call: calls.deleteDeployment(step.id), zone };
  }
}

/** A step in a few words: `create with 2 replicas`, `scale 1 → 3`, `update parameters --seed=1`, `delete`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'create':
      return `create with ${plural(step.request.replicas, 'replica')}`;
    case 'scale':
      return `scale ${step.from ?? '?'} → ${step.to}`;
    case 'update': {
      const { 'inference-engine-parameters': params, 'inference-engine-version': version } = step.changes;
      const parts = [
        ...(params === undefined ? [] : [`parameters ${parametersInWords(params)}`]),
        ...(version === undefined ? [] : [`version ${version}`]),
      ];
      return `update ${parts.join(', ')}`;
    }
    case 'delete':
      return 'delete';
  }
}

/** How many replicas a step asks for. */
export function sizeOf(step: Step): number | undefined {
  if (step.kind === 'create') return step.request.replicas;
  return step.kind === 'scale' ? step.to : undefined;
}
