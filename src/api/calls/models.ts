import * as schemas from '../../schemas/model.js';
import { type Operation, operation } from '../../schemas/operation.js';
import type { CreateModelRequest } from '../../schemas/requests.js';
import { type Call, creating, deleting, listing, reading, segment } from '../call.js';

/* A model's files live in the zone it was created in. */

const ALL = '/ai/model';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-models`. */
export const listModels = (): Call<{ models: schemas.Model[] }> =>
  listing(schemas.modelList, { operation: 'list-models', path: ALL, doing: 'list models' });

/** `get-model`. */
export const getModel = (id: string): Call<schemas.Model> =>
  reading(schemas.model, { operation: 'get-model', path: one(id), about: id, doing: `read model ${id}` });

/** `create-model`: downloads from Hugging Face. Never repeated when its outcome is unclear. */
export const createModel = (body: CreateModelRequest): Call<Operation> =>
  creating(operation, { operation: 'create-model', path: ALL, body, doing: `create model ${body.name}` });

/** `delete-model`: refused with 412 while deployments use it. */
export const deleteModel = (id: string): Call<Operation> =>
  deleting({ operation: 'delete-model', path: one(id), doing: `delete model ${id}` });
