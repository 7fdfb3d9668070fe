import * as z from 'zod/mini';
import { money } from '../../../domain/money/decimal.js';
import type { IdleRow, IdleStatus } from '../../../output/views/idle.js';
import { isoOf } from '../../../output/views/load.js';
import type { JsonSchema } from '../../../program/spec.js';

const STATUSES: readonly [IdleStatus, ...IdleStatus[]] = [
  ...(['busy', 'idle', 'stopped', 'asleep', 'accepted', 'failed'] as const),
];

/** What `deployment idle -O json` prints of a deployment; null where it is not known, or there is none. */
const row = z.object({
  name: z.string(),
  zone: z.string(),
  status: z.enum(STATUSES),
  since: z.nullable(z.string()),
  why: z.nullable(z.string()),
  gpus: z.nullable(z.number()),
  cost_per_hour: z.nullable(z.string()),
  currency: z.nullable(z.string()),
  operation_id: z.nullable(z.string()),
});

/** The JSON Schema of one of the list. */
export const idleJsonSchema = (): JsonSchema => z.toJSONSchema(row);

export function idleDocument(idle: IdleRow): z.infer<typeof row> {
  return {
    ...{ name: idle.name, zone: idle.zone, status: idle.status },
    since: isoOf(idle.since) ?? null,
    why: idle.why ?? null,
    gpus: idle.gpus ?? null,
    cost_per_hour: idle.cost === undefined ? null : money(idle.cost),
    currency: idle.cost === undefined ? null : idle.currency.toUpperCase(),
    operation_id: idle.operationId ?? null,
  };
}
