import * as z from 'zod/mini';
import type { JsonSchema } from '../../program/spec.js';

/** Why so many replicas; which of the keys there are depends on the kind. */
const reason = z.object({
  kind: z.enum(['base', 'schedule', 'except', 'holiday', 'hold', 'load', 'idle', 'asleep']),
  /** In the file's list, from 0. */
  index: z.optional(z.number()),
  cron: z.optional(z.nullable(z.string())),
  window: z.optional(z.string()),
  date: z.optional(z.string()),
  by: z.optional(z.string()),
  on: z.optional(z.string()),
  at_most: z.optional(z.number()),
  at_least: z.optional(z.number()),
  /** What the load has decided, and within which limits. */
  decision: z.optional(z.string()),
  min: z.optional(z.number()),
  max: z.optional(z.number()),
  timezone: z.optional(z.string()),
  since: z.optional(z.string()),
  until: z.optional(z.string()),
});

/** How many replicas there should be, and why. */
export const desiredFields = { replicas: z.number(), why: z.string(), reason };

/** A request that would be sent. */
const step = z.object({
  kind: z.string(),
  name: z.string(),
  zone: z.string(),
  method: z.string(),
  path: z.string(),
  body: z.unknown(),
});

/** Of the configuration file, where the inference file names one. */
const account = z.nullable(z.string());

const entry = z.object({
  zone: z.string(),
  name: z.string(),
  account,
  action: z.string(),
  id: z.nullable(z.string()),
  state: z.nullable(z.string()),
  replicas: z.nullable(z.number()),
  desired: z.object(desiredFields),
  gpu_type: z.string(),
  gpus_now: z.number(),
  gpus_after: z.number(),
  requests: z.array(step),
  refusals: z.array(z.object({ kind: z.string(), message: z.string(), ways_out: z.array(z.string()) })),
  notes: z.array(z.string()),
  /** Since a run of apply on this machine. */
  changed_outside: z.nullable(z.object({ from: z.number(), to: z.nullable(z.number()), since: z.string() })),
  next_change: z.nullable(z.object({ at: z.string(), ...desiredFields })),
});

const family = z.object({
  family: z.string(),
  account,
  gpus_now: z.number(),
  gpus_after: z.number(),
  gpus_needed: z.number(),
  usage: z.nullable(z.number()),
  /** −1 is unlimited. */
  limit: z.nullable(z.number()),
  free: z.nullable(z.number()),
  short: z.number(),
});

const outside = z.object({
  zone: z.string(),
  name: z.string(),
  account,
  id: z.nullable(z.string()),
  replicas: z.nullable(z.number()),
  gpus: z.number(),
  delete: z.boolean(),
});

/** By the list; null where there is no price. Decimals are texts. */
const cost = z.nullable(
  z.object({
    per_hour: z.string(),
    per_hour_now: z.nullable(z.string()),
    currency: z.string(),
    date: z.nullable(z.string()),
    source: z.string(),
  }),
);

/** The JSON Schema of what `plan -O json` prints. */
export function planJsonSchema(): JsonSchema {
  return z.toJSONSchema(
    z.object({
      at: z.string(),
      changes: z.number(),
      refused: z.number(),
      deployments: z.array(entry),
      families: z.array(family),
      outside: z.array(outside),
      requests: z.array(step),
      cost,
      paused: z.nullable(z.looseObject({})),
      warnings: z.array(z.string()),
    }),
  );
}
