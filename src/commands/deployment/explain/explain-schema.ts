import * as z from 'zod/mini';
import type { JsonSchema } from '../../../program/spec.js';

/** What `deployment explain -O json` prints. */
const explanation = z.object({
  name: z.string(),
  zone: z.string(),
  state: z.string(),
  kind: z.nullable(z.string()),
  cause: z.nullable(z.string()),
  evidence: z.array(z.string()),
  fixes: z.array(z.string()),
  confidence: z.enum(['high', 'low', 'none']),
});

/** Its JSON Schema. */
export const explanationJsonSchema = (): JsonSchema => z.toJSONSchema(explanation);
