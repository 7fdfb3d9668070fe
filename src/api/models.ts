import * as schemas from '../schemas/model.js';
import { operation } from '../schemas/operation.js';
import type { CreateModelRequest } from '../schemas/requests.js';
import type { CallOptions } from './call.js';
import type { ZoneSender } from './client.js';
import { DONE, LIST_TIMEOUT_MS } from './deployments.js';
import { segment } from './segment.js';

/** The operations on models of one zone; a model's files live in the zone it was created in. */
export function models(send: ZoneSender) {
  const one = (id: string) => `/ai/model/${segment(id)}`;
  return {
    /** `list-models`. */
    listModels: async (options: CallOptions = {}) => {
      const answer = await send(
        {
          operation: 'list-models',
          method: 'GET',
          path: '/ai/model',
          answer: schemas.modelList,
          repeat: 'safe',
          doing: 'list models',
        },
        { timeoutMs: LIST_TIMEOUT_MS, ...options },
      );
      return answer.models;
    },
    /** `get-model`. */
    getModel: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'get-model',
          method: 'GET',
          path: one(id),
          answer: schemas.model,
          repeat: 'safe',
          doing: `read model ${id}`,
        },
        options,
      ),
    /** `create-model`: downloads from Hugging Face. Never repeated when its outcome is unclear. */
    createModel: (body: CreateModelRequest, options?: CallOptions) =>
      send(
        {
          operation: 'create-model',
          method: 'POST',
          path: '/ai/model',
          body,
          answer: operation,
          repeat: 'create',
          doing: `create model ${body.name}`,
        },
        options,
      ),
    /** `delete-model`: refused with 412 while deployments use it. */
    deleteModel: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'delete-model',
          method: 'DELETE',
          path: one(id),
          answer: operation,
          repeat: 'safe',
          gone: DONE,
          doing: `delete model ${id}`,
        },
        options,
      ),
  };
}
