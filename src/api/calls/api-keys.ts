import * as schemas from '../../schemas/api-key.js';
import type { Operation } from '../../schemas/operation.js';
import type { CreateApiKeyRequest, UpdateApiKeyRequest } from '../../schemas/requests.js';
import { type Call, creating, deleting, listing, reading, segment, setting } from '../call.js';

/* AI API keys belong to the organization, so each zone answers for all zones. */

const ALL = '/ai/api-key';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-ai-api-keys`. */
export const listApiKeys = (): Call<{ 'ai-api-keys': schemas.ApiKey[] }> =>
  listing(schemas.apiKeyList, { operation: 'list-ai-api-keys', path: ALL, doing: 'list API keys' });

/** `get-ai-api-key`: everything but the value. */
export const getApiKey = (id: string): Call<schemas.ApiKey> =>
  reading(schemas.apiKey, {
    operation: 'get-ai-api-key',
    path: one(id),
    about: id,
    doing: `read API key ${id}`,
  });

/** `create-ai-api-key`: the answer carries the value. Never repeated when its outcome is unclear. */
export const createApiKey = (body: CreateApiKeyRequest): Call<schemas.CreatedApiKey> =>
  creating(schemas.createdApiKey, {
    operation: 'create-ai-api-key',
    path: ALL,
    body,
    doing: `create API key ${body.name}`,
  });

/** `update-ai-api-key`: name and scope. */
export const updateApiKey = (id: string, body: UpdateApiKeyRequest): Call<schemas.ApiKey> =>
  setting('PATCH', schemas.apiKey, {
    operation: 'update-ai-api-key',
    path: one(id),
    body,
    doing: `update API key ${id}`,
  });

/** `delete-ai-api-key`: whoever uses the key is locked out at once. */
export const deleteApiKey = (id: string): Call<Operation> =>
  deleting({ operation: 'delete-ai-api-key', path: one(id), doing: `delete API key ${id}` });

/** `reveal-ai-api-key`. */
export const revealApiKey = (id: string): Call<{ value: string }> =>
  reading(schemas.apiKeyValue, {
    operation: 'reveal-ai-api-key',
    path: `${one(id)}/reveal`,
    doing: `reveal API key ${id}`,
  });

/** `rotate-ai-api-key`: each call makes a new value, so it is not repeated when its outcome is unclear. */
export const rotateApiKey = (id: string): Call<{ value: string }> =>
  creating(schemas.apiKeyValue, {
    operation: 'rotate-ai-api-key',
    path: `${one(id)}/rotate`,
    doing: `rotate API key ${id}`,
  });
