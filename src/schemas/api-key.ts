import * as z from 'zod/mini';
import { once } from './once.js';

/** `list-ai-api-keys-response-entry` and `get-ai-api-key-response`. Scope: `public` or a deployment's UUID. */
export const apiKey = once(() =>
  z.looseObject({
    id: z.string(),
    name: z.string(),
    scope: z.string(),
    'org-uuid': z.optional(z.string()),
    'created-at': z.optional(z.string()),
    'updated-at': z.optional(z.string()),
  }),
);
export type ApiKey = z.infer<ReturnType<typeof apiKey>>;
export const apiKeyList = once(() => z.looseObject({ 'ai-api-keys': z.array(apiKey()) }));

/** `create-ai-api-key-response`: the only answer that has the entry and its value. */
export const createdApiKey = once(() => z.looseObject({ ...apiKey().shape, value: z.string() }));
export type CreatedApiKey = z.infer<ReturnType<typeof createdApiKey>>;

/** `reveal-` and `rotate-ai-api-key-response`. */
export const apiKeyValue = once(() => z.looseObject({ value: z.string() }));

/** The names `create-ai-api-key-request` accepts, 1–50 characters. */
export const API_KEY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 _'()-]*[A-Za-z0-9])?$/;
