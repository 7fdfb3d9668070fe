import * as schemas from '../../schemas/api-key.js';
import { type Operation, operation } from '../../schemas/operation.js';
import type { CreateApiKeyRequest, UpdateApiKeyRequest } from '../../schemas/requests.js';
import { type Call, DONE, LIST_TIMEOUT_MS } from '../call.js';
import { segment } from '../segment.js';

/* AI API keys belong to the organization, so any zone answers for all. */

const ALL = '/ai/api-key';
const one = (id: string) => `${ALL}/${segment(id)}`;

/** `list-ai-api-keys`. */
export const listApiKeys = (): Call<{ 'ai-api-keys': schemas.ApiKey[] }> => ({
  operation: 'list-ai-api-keys',
  method: 'GET',
  path: ALL,
  answer: schemas.apiKeyList,
  repeat: 'safe',
  timeoutMs: LIST_TIMEOUT_MS,
  doing: 'list API keys',
});

/** `get-ai-api-key`: everything but the value. */
export const getApiKey = (id: string): Call<schemas.ApiKey> => ({
  operation: 'get-ai-api-key',
  method: 'GET',
  path: one(id),
  answer: schemas.apiKey,
  repeat: 'safe',
  doing: `read API key ${id}`,
});

/** `create-ai-api-key`: the answer carries the value. Never repeated when its outcome is unclear. */
export const createApiKey = (body: CreateApiKeyRequest): Call<schemas.CreatedApiKey> => ({
  operation: 'create-ai-api-key',
  method: 'POST',
  path: ALL,
  body,
  answer: schemas.createdApiKey,
  repeat: 'create',
  doing: `create API key ${body.name}`,
});

/** `update-ai-api-key`: name and scope. */
export const updateApiKey = (id: string, body: UpdateApiKeyRequest): Call<schemas.ApiKey> => ({
  operation: 'update-ai-api-key',
  method: 'PATCH',
  path: one(id),
  body,
  answer: schemas.apiKey,
  repeat: 'safe',
  doing: `update API key ${id}`,
});

/** `delete-ai-api-key`: who uses it is locked out at once. */
export const deleteApiKey = (id: string): Call<Operation> => ({
  operation: 'delete-ai-api-key',
  method: 'DELETE',
  path: one(id),
  answer: operation,
  repeat: 'safe',
  gone: DONE,
  doing: `delete API key ${id}`,
});

/** `reveal-ai-api-key`. */
export const revealApiKey = (id: string): Call<{ value: string }> => ({
  operation: 'reveal-ai-api-key',
  method: 'GET',
  path: `${one(id)}/reveal`,
  answer: schemas.apiKeyValue,
  repeat: 'safe',
  doing: `reveal API key ${id}`,
});

/** `rotate-ai-api-key`: each call makes a new value, so it is not repeated when its outcome is unclear. */
export const rotateApiKey = (id: string): Call<{ value: string }> => ({
  operation: 'rotate-ai-api-key',
  method: 'POST',
  path: `${one(id)}/rotate`,
  answer: schemas.apiKeyValue,
  repeat: 'create',
  doing: `rotate API key ${id}`,
});
