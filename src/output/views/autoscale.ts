import type { Decision } from '../../domain/load/autoscale-types.js';
import type { View } from '../view.js';
import { EVERY_TIME } from './every-time.js';

/** `scaled`: the scaling has ended; `accepted`: the service has accepted it, and nothing waited for its end. */
const RESULTS = ['scaled', 'accepted', 'unchanged', 'dry-run'] as const;

/** The result of one look of `deployment autoscale` at a deployment's load. */
export interface AutoscaleRow extends Decision {
  name: string;
  zone: string;
  result: (typeof RESULTS)[number];
  /** The replicas before the decision. */
  from: number | undefined;
  operationId?: string | undefined;
  /** When it was printed, in ISO 8601; only with --every. */
  time?: string;
}

export const autoscaleView: View<AutoscaleRow> = {
  name: 'decision',
  fields: [
    { key: 'name', value: (r) => r.name, keep: true },
    { key: 'zone', value: (r) => r.zone, keep: true },
    { key: 'result', words: RESULTS, value: (r) => r.result, keep: true },
    { key: 'decision', value: (r) => r.kind, keep: true },
    { key: 'from', type: 'number', value: (r) => r.from, orNone: true },
    { key: 'to', type: 'number', value: (r) => r.to, orNone: true },
    { key: 'reason', value: (r) => r.reason, prose: true },
    { key: 'running', type: 'number', value: (r) => r.load?.running, orNone: true },
    { key: 'waiting', type: 'number', value: (r) => r.load?.waiting, orNone: true },
    {
      key: 'kv_cache_percent',
      label: 'KV cache',
      type: 'number',
      orNone: true,
      value: ({ load }) => (load && !Number.isNaN(load.kv) ? Math.round(load.kv * 10) / 10 : undefined),
    },
    { key: 'operation_id', label: 'Operation', value: (r) => r.operationId, orNone: true },
    EVERY_TIME,
  ],
};
