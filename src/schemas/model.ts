import * as z from 'zod/mini';
import { once } from './once.js';

/** `get-model-response` and the entries of `list-models-response`: the same shape. Size in bytes. */
export const model = once(() =>
  z.looseObject({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    'model-size': z.optional(z.number()),
    'created-at': z.optional(z.string()),
    'updated-at': z.optional(z.string()),
  }),
);
export type Model = z.infer<ReturnType<typeof model>>;

/** `list-models-response`. */
export const modelList = once(() => z.looseObject({ models: z.array(model()) }));
