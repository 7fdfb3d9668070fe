import * as z from 'zod/mini';
import type { AutoscaleRow } from '../../../output/views/autoscale.js';
import type { JsonSchema } from '../../../program/spec.js';

/** What `deployment autoscale -O json` prints: under --every an object a line. */
const decision = z.object({
  name: z.string(),
  zone: z.string(),
  result: z.enum(['scaled', 'accepted', 'unchanged', 'dry-run']),
  decision: z.string(),
  from: z.nullable(z.number()),
  to: z.nullable(z.number()),
  reason: z.string(),
  running: z.nullable(z.number()),
  waiting: z.nullable(z.number()),
  kv_cache_percent: z.nullable(z.number()),
  operation_id: z.nullable(z.string()),
});

/** Its JSON Schema. */
export const decisionJsonSchema = (): JsonSchema => z.toJSONSchema(decision);

export function decisionDocument(row: AutoscaleRow): z.infer<typeof decision> {
  const { name, zone, result, from, to, reason, running, waiting } = row;
  return {
    ...{ name, zone, result, decision: row.decision, from: from ?? null, to: to ?? null, reason },
    ...{ running: running ?? null, waiting: waiting ?? null, kv_cache_percent: row.kvCachePercent ?? null },
    operation_id: row.operationId ?? null,
  };
}
