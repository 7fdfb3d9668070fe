import * as z from 'zod/mini';

/** `list-ai-api-keys-response-entry` and `get-ai-api-key-response`. Scope: `public` or a deployment's UUID. */
export const apiKey = z.looseObject({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  'org-uuid': z.optional(z.string()),
  'created-at': z.optional(z.string()),
  'updated-at': z.optional(z.string()),
});
export type ApiKey = z.infer<typeof apiKey>;
export const apiKeyList = z.looseObject({ 'ai-api-keys': z.array(apiKey) });

/** `create-ai-api-key-response`: the only answer that has the entry and its value. */
export const createdApiKey = z.looseObject({ ...apiKey.shape, value: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKey>;

/** `reveal-` and `rotate-ai-api-key-response`. */
export const apiKeyValue = z.looseObject({ value: z.string() });

/** The names `create-ai-api-key-request` accepts, 1–50 characters. */
export const API_KEY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 _'()-]*[A-Za-z0-9])?$/;

/** `create-ai-api-key-request`. */
export const createApiKeyRequest = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(50), z.regex(API_KEY_NAME)),
  scope: z.string(),
});
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequest>;

/** `update-ai-api-key-request`: at least one property. */
export const updateApiKeyRequest = z.partial(createApiKeyRequest);
export type UpdateApiKeyRequest = z.infer<typeof updateApiKeyRequest>;
