import type { View } from '../view.js';

/** What a look of `deployment autoscale` has come to. */
export interface AutoscaleRow {
  name: string;
  zone: string;
  /** `scaled` has been waited for, `accepted` has not. */
  result: 'scaled' | 'accepted' | 'unchanged' | 'dry-run';
  /** Why, in a word. */
  decision: string;
  from: number | undefined;
  to: number | undefined;
  /** Why, in a sentence. */
  reason: string;
  /** What goes on now; absent where that is not known. */
  running?: number | undefined;
  waiting?: number | undefined;
  kvCachePercent?: number | undefined;
  operationId?: string | undefined;
}

/** `deployment autoscale`. */
export const autoscaleView: View<AutoscaleRow> = {
  name: 'decision',
  fields: [
    { key: 'name', value: (r) => r.name, keep: true },
    { key: 'zone', value: (r) => r.zone, keep: true },
    { key: 'result', value: (r) => r.result, keep: true },
    { key: 'decision', value: (r) => r.decision, keep: true },
    { key: 'from', type: 'number', value: (r) => r.from },
    { key: 'to', type: 'number', value: (r) => r.to },
    { key: 'reason', value: (r) => r.reason, prose: true },
    { key: 'running', type: 'number', value: (r) => r.running },
    { key: 'waiting', type: 'number', value: (r) => r.waiting },
    { key: 'kv_cache_percent', label: 'KV cache', type: 'number', value: (r) => r.kvCachePercent },
    { key: 'operation_id', label: 'Operation', value: (r) => r.operationId },
  ],
};
