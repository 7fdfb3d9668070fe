import * as schemas from '../../schemas/api-key.js';
import type { Operation } from '../../schemas/operation.js';
import type { CreateApiKeyRequest, UpdateApiKeyRequest } from '../../schemas/requests.js';
import { type Call, creating, deleting, listing, reading, setting } from '../call.js';
import { segment } from '../segment.js';

/* AI API keys belong to the organization, so any zone answers for all. */

const ALL = '/ai/api-key';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-ai-api-keys`. */
export const listApiKeys = (): Call<{ 'ai-api-keys': schemas.ApiKey[] }> =>
  listing({ operation: 'list-ai-api-keys', path: ALL, answer: schemas.apiKeyList, doing: 'list API keys' });

/** `get-ai-api-key`: everything but the value. */
export const getApiKey = (id: string): Call<schemas.ApiKey> =>
  reading({
    operation: 'get-ai-api-key',
    path: one(id),
    answer: schemas.apiKey,
    doing: `read API key ${id}`,
  });

/** `create-ai-api-key`: the answer carries the value. Never repeated when its outcome is unclear. */
export const createApiKey = (body: CreateApiKeyRequest): Call<schemas.CreatedApiKey> =>
  creating({
    operation: 'create-ai-api-key',
    path: ALL,
    body,
    answer: schemas.createdApiKey,
    doing: `create API key ${body.name}`,
  });

/** `update-ai-api-key`: name and scope. */
export const updateApiKey = (id: string, body: UpdateApiKeyRequest): Call<schemas.ApiKey> =>
  setting('PATCH', {
    operation: 'update-ai-api-key',
    path: one(id),
    body,
    answer: schemas.apiKey,
    doing: `update API key ${id}`,
  });

/** `delete-ai-api-key`: who uses it is locked out at once. */
export const deleteApiKey = (id: string): Call<Operation> =>
  deleting({ operation: 'delete-ai-api-key', path: one(id), doing: `delete API key ${id}` });

/** `reveal-ai-api-key`. */
export const revealApiKey = (id: string): Call<{ value: string }> =>
  reading({
    operation: 'reveal-ai-api-key',
    path: `${one(id)}/reveal`,
    answer: schemas.apiKeyValue,
    doing: `reveal API key ${id}`,
  });

/** `rotate-ai-api-key`: each call makes a new value, so it is not repeated when its outcome is unclear. */
export const rotateApiKey = (id: string): Call<{ value: string }> =>
  creating({
    operation: 'rotate-ai-api-key',
    path: `${one(id)}/rotate`,
    answer: schemas.apiKeyValue,
    doing: `rotate API key ${id}`,
  });
