import * as z from 'zod/mini';
import { once } from './once.js';

/**
 * `operation`: what create, scale, update and delete answer. The description requires nothing; without an ID
 * and a state it cannot be waited for, so those two are required here. Unknown states and reasons pass.
 */
export const operation = once(() =>
  z.looseObject({
    id: z.string(),
    state: z.string(),
    reason: z.optional(z.string()),
    message: z.optional(z.string()),
    reference: z.optional(
      z.looseObject({
        id: z.optional(z.string()),
        link: z.optional(z.string()),
        command: z.optional(z.string()),
      }),
    ),
  }),
);
export type Operation = z.infer<ReturnType<typeof operation>>;
