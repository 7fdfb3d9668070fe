import * as z from 'zod/mini';

/** `get-model-response` and the entries of `list-models-response`: the same shape. Size in bytes. */
export const model = z.looseObject({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  'model-size': z.optional(z.number()),
  'created-at': z.optional(z.string()),
  'updated-at': z.optional(z.string()),
});
export type Model = z.infer<typeof model>;

/** `list-models-response`. */
export const modelList = z.looseObject({ models: z.array(model) });

/** `create-model-request`: the exact, case-sensitive Hugging Face name; the token only for gated models. */
export const createModelRequest = z.object({
  name: z.string().check(z.minLength(1)),
  'huggingface-token': z.optional(z.string()),
});
export type CreateModelRequest = z.infer<typeof createModelRequest>;

/** `delete-model-conflict-response`: what a 412 on `delete-model` carries instead of a title; IDs or names, it is not said which. */
export const modelInUse = z.looseObject({ deployments: z.array(z.string()) });
