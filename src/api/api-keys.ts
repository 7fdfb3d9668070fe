import * as schemas from '../schemas/api-key.js';
import { operation } from '../schemas/operation.js';
import type { CreateApiKeyRequest, UpdateApiKeyRequest } from '../schemas/requests.js';
import type { CallOptions } from './call.js';
import type { ZoneSender } from './client.js';
import { DONE, LIST_TIMEOUT_MS } from './deployments.js';
import { segment } from './segment.js';

/** The operations on AI API keys; they belong to the organization, so any zone answers for all. */
export function apiKeys(send: ZoneSender) {
  const one = (id: string, rest = '') => `/ai/api-key/${segment(id)}${rest}`;
  return {
    /** `list-ai-api-keys`. */
    listApiKeys: async (options: CallOptions = {}) => {
      const answer = await send(
        {
          operation: 'list-ai-api-keys',
          method: 'GET',
          path: '/ai/api-key',
          answer: schemas.apiKeyList,
          repeat: 'safe',
          doing: 'list API keys',
        },
        { timeoutMs: LIST_TIMEOUT_MS, ...options },
      );
      return answer['ai-api-keys'];
    },
    /** `get-ai-api-key`: everything but the value. */
    getApiKey: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'get-ai-api-key',
          method: 'GET',
          path: one(id),
          answer: schemas.apiKey,
          repeat: 'safe',
          doing: `read API key ${id}`,
        },
        options,
      ),
    /** `create-ai-api-key`: the answer carries the value. Never repeated when its outcome is unclear. */
    createApiKey: (body: CreateApiKeyRequest, options?: CallOptions) =>
      send(
        {
          operation: 'create-ai-api-key',
          method: 'POST',
          path: '/ai/api-key',
          body,
          answer: schemas.createdApiKey,
          repeat: 'create',
          doing: `create API key ${body.name}`,
        },
        options,
      ),
    /** `update-ai-api-key`: name and scope. */
    updateApiKey: (id: string, body: UpdateApiKeyRequest, options?: CallOptions) =>
      send(
        {
          operation: 'update-ai-api-key',
          method: 'PATCH',
          path: one(id),
          body,
          answer: schemas.apiKey,
          repeat: 'safe',
          doing: `update API key ${id}`,
        },
        options,
      ),
    /** `delete-ai-api-key`: who uses it is locked out at once. */
    deleteApiKey: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'delete-ai-api-key',
          method: 'DELETE',
          path: one(id),
          answer: operation,
          repeat: 'safe',
          gone: DONE,
          doing: `delete API key ${id}`,
        },
        options,
      ),
    /** `reveal-ai-api-key`. */
    revealApiKey: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'reveal-ai-api-key',
          method: 'GET',
          path: one(id, '/reveal'),
          answer: schemas.apiKeyValue,
          repeat: 'safe',
          doing: `reveal API key ${id}`,
        },
        options,
      ),
    /** `rotate-ai-api-key`: each call makes a new value, so it is not repeated when its outcome is unclear. */
    rotateApiKey: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'rotate-ai-api-key',
          method: 'POST',
          path: one(id, '/rotate'),
          answer: schemas.apiKeyValue,
          repeat: 'create',
          doing: `rotate API key ${id}`,
        },
        options,
      ),
  };
}
