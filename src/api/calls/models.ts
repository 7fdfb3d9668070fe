import * as schemas from '../../schemas/model.js';
import { type Operation, operation } from '../../schemas/operation.js';
import type { CreateModelRequest } from '../../schemas/requests.js';
import { type Call, DONE, LIST_TIMEOUT_MS } from '../call.js';
import { segment } from '../segment.js';

/* A model's files live in the zone it was created in. */

const ALL = '/ai/model';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-models`. */
export const listModels = (): Call<{ models: schemas.Model[] }> => ({
  operation: 'list-models',
  method: 'GET',
  path: ALL,
  answer: schemas.modelList,
  repeat: 'safe',
  timeoutMs: LIST_TIMEOUT_MS,
  doing: 'list models',
});

/** `get-model`. */
export const getModel = (id: string): Call<schemas.Model> => ({
  operation: 'get-model',
  method: 'GET',
  path: one(id),
  answer: schemas.model,
  repeat: 'safe',
  doing: `read model ${id}`,
});

/** `create-model`: downloads from Hugging Face. Never repeated when its outcome is unclear. */
export const createModel = (body: CreateModelRequest): Call<Operation> => ({
  operation: 'create-model',
  method: 'POST',
  path: ALL,
  body,
  answer: operation,
  repeat: 'create',
  doing: `create model ${body.name}`,
});

/** `delete-model`: refused with 412 while deployments use it. */
export const deleteModel = (id: string): Call<Operation> => ({
  operation: 'delete-model',
  method: 'DELETE',
  path: one(id),
  answer: operation,
  repeat: 'safe',
  gone: DONE,
  doing: `delete model ${id}`,
});
