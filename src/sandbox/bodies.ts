import * as z from 'zod/mini';
import {
  createApiKeyRequest,
  createDeploymentRequest,
  createModelRequest,
  scaleDeploymentRequest,
  updateDeploymentRequest,
} from '../schemas/requests.js';
import { ENGINE_VERSIONS } from './engine.js';

/*
 * Request bodies as the API checks them: stricter than what the client writes down, because only the server
 * knows the closed lists, and because a property it does not know is refused rather than ignored.
 */

const engineVersion = z.optional(z.enum(ENGINE_VERSIONS));
const notEmpty = z.refine<object>((body) => Object.keys(body).length > 0, 'must have at least 1 properties');

export const createDeploymentBody = z.strictObject({
  ...createDeploymentRequest.shape,
  model: z
    .strictObject({
      id: z.optional(z.string().check(z.guid())),
      name: z.optional(z.string().check(z.minLength(1))),
    })
    .check(notEmpty),
  // 1–8 is not the schema's rule but the service's, with an answer of its own.
  'gpu-count': z.int(),
  'product-name': z.optional(z.string().check(z.minLength(1))),
  'inference-engine-version': engineVersion,
});
export type CreateDeploymentBody = z.infer<typeof createDeploymentBody>;

export const updateDeploymentBody = z.strictObject({
  ...updateDeploymentRequest.shape,
  'inference-engine-version': engineVersion,
});
export type UpdateDeploymentBody = z.infer<typeof updateDeploymentBody>;

export const scaleDeploymentBody = z.strictObject(scaleDeploymentRequest.shape);
export const createModelBody = z.strictObject(createModelRequest.shape);
export const createApiKeyBody = z.strictObject(createApiKeyRequest.shape);
export const updateApiKeyBody = z.partial(createApiKeyBody).check(notEmpty);
export type CreateApiKeyBody = z.infer<typeof createApiKeyBody>;
export type UpdateApiKeyBody = z.infer<typeof updateApiKeyBody>;
