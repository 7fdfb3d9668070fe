import * as z from 'zod/mini';
import { API_KEY_NAME } from './api-key.js';

/*
 * The wire shapes of requests. The client uses only their types: commands have checked the input before, with messages
 * for people. The sandbox checks the requests that it gets by these schemas.
 */

/** `create-deployment-request`; limits from the OpenAPI description and the service's documentation. */
export const createDeploymentRequest = z.object({
  name: z.string().check(z.minLength(1)),
  model: z.union([z.object({ id: z.string() }), z.object({ name: z.string().check(z.minLength(1)) })]),
  'gpu-type': z.string(),
  'gpu-count': z.int().check(z.minimum(1), z.maximum(8)),
  replicas: z.int().check(z.minimum(1)),
  'inference-engine-parameters': z.optional(z.array(z.string())),
  'inference-engine-version': z.optional(z.string()),
});
export type CreateDeploymentRequest = z.infer<typeof createDeploymentRequest>;

/** `update-deployment-request`: what is absent stays as it is. GPU count and type are not in it: they are immutable. */
export const updateDeploymentRequest = z.object({
  name: z.optional(z.string().check(z.minLength(1))),
  'inference-engine-parameters': z.optional(z.array(z.string())),
  'inference-engine-version': z.optional(z.string()),
});
export type UpdateDeploymentRequest = z.infer<typeof updateDeploymentRequest>;

/** `scale-deployment-request`. */
export const scaleDeploymentRequest = z.object({ replicas: z.int().check(z.minimum(0)) });
export type ScaleDeploymentRequest = z.infer<typeof scaleDeploymentRequest>;

/** `create-model-request`: the exact, case-sensitive Hugging Face name; the token only for gated models. */
export const createModelRequest = z.object({
  name: z.string().check(z.minLength(1)),
  'huggingface-token': z.optional(z.string()),
});
export type CreateModelRequest = z.infer<typeof createModelRequest>;

/** `create-ai-api-key-request`. */
export const createApiKeyRequest = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(50), z.regex(API_KEY_NAME)),
  scope: z.string(),
});
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequest>;

/** `update-ai-api-key-request`: at least one property. */
export const updateApiKeyRequest = z.partial(createApiKeyRequest);
export type UpdateApiKeyRequest = z.infer<typeof updateApiKeyRequest>;
