import * as z from 'zod/mini';
import type { JsonSchema } from '../../program/spec.js';
import { desiredFields } from '../plan/plan-schema.js';

const hours = z.object({
  days: z.array(z.object({ date: z.string(), gpu_hours: z.number() })),
  total: z.number(),
  maximum: z.number(),
  saved: z.number(),
});

const deployment = z.object({
  zone: z.string(),
  name: z.string(),
  gpu_type: z.string(),
  gpu_count: z.number(),
  /** The load decides between these; the timeline has what the file names. */
  autoscale: z.nullable(z.object({ min: z.number(), max: z.number() })),
  timeline: z.array(z.object({ from: z.string(), to: z.string(), ...desiredFields })),
  gpu_hours: hours,
});

/** By the list; null where there is no price. Decimals are texts. */
const cost = z.nullable(
  z.object({
    total: z.string(),
    maximum: z.string(),
    saved: z.string(),
    currency: z.string(),
    date: z.nullable(z.string()),
    source: z.string(),
  }),
);

/** The JSON Schema of what `schedule show -O json` prints. */
export function scheduleJsonSchema(): JsonSchema {
  return z.toJSONSchema(
    z.object({
      timezone: z.string(),
      from: z.string(),
      to: z.string(),
      deployments: z.array(deployment),
      gpu_hours: hours,
      cost,
    }),
  );
}

/** The JSON Schema of what `schedule install -O json` prints: files, and what goes into them. */
export function installJsonSchema(): JsonSchema {
  return z.toJSONSchema(z.array(z.object({ path: z.string(), text: z.string() })));
}
