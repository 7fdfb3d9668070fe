import { segment } from '../../api/segment.js';
import { plural } from '../../domain/gpus.js';
import type { Step } from '../../domain/plan-types.js';
import { joinWords } from '../../domain/shell-words.js';
import type { PlannedRequest } from '../dry-run.js';

/** The request a step sends, as --dry-run shows it. @param gpuCount GPUs per replica of what is scaled, where known */
export function requestOf(step: Step, gpuCount?: number): PlannedRequest {
  const { zone } = step;
  const one = step.kind === 'create' ? '' : `/ai/deployment/${segment(step.id)}`;
  switch (step.kind) {
    case 'create': {
      const { request: body } = step;
      const gpus = { count: body['gpu-count'], replicas: body.replicas };
      return { method: 'POST', path: '/ai/deployment', zone, body, gpus };
    }
    case 'scale': {
      const gpus = gpuCount === undefined ? undefined : { count: gpuCount, replicas: step.to };
      return { method: 'POST', path: `${one}/scale`, zone, body: { replicas: step.to }, gpus };
    }
    case 'update':
      return { method: 'PATCH', path: one, zone, body: step.changes };
    case 'delete':
      return { method: 'DELETE', path: one, zone };
  }
}

/** A step in a few words: `create with 2 replicas`, `scale 1 → 3`, `update parameters --max-model-len=8192`, `delete`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'create':
      return `create with ${plural(step.request.replicas, 'replica')}`;
    case 'scale':
      return `scale ${step.from ?? '?'} → ${step.to}`;
    case 'update': {
      const { 'inference-engine-parameters': params, 'inference-engine-version': version } = step.changes;
      const parts = [
        ...(params === undefined ? [] : [`parameters ${params.length > 0 ? joinWords(params) : '(none)'}`]),
        ...(version === undefined ? [] : [`version ${version}`]),
      ];
      return `update ${parts.join(', ')}`;
    }
    case 'delete':
      return 'delete';
  }
}
