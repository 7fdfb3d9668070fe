import {
  createApiKey,
  deleteApiKey,
  findApiKey,
  listApiKeys,
  rotateApiKey,
  showApiKey,
  updateApiKey,
} from '../api-keys.js';
import { createApiKeyBody, updateApiKeyBody } from '../bodies.js';
import { type Api, accepted, bodyOf, type Ctx, idOf } from '../http.js';
import { apiKeyValue } from '../secrets.js';

/** `/ai/api-key` and what is under it. */
export function apiKeyRoutes(api: Api): void {
  api.get('/ai/api-key', (c) => c.json({ 'ai-api-keys': listApiKeys(c.get('call')).map(showApiKey) }));
  api.post('/ai/api-key', (c) => {
    const body = bodyOf(c, createApiKeyBody);
    return saved(c, createApiKey(c.get('call'), body));
  });
  api.get('/ai/api-key/:id', (c) => c.json(showApiKey(findApiKey(c.get('call'), idOf(c)))));
  api.patch('/ai/api-key/:id', (c) => {
    const id = idOf(c);
    const body = bodyOf(c, updateApiKeyBody);
    return saved(c, updateApiKey(c.get('call'), id, body));
  });
  api.delete('/ai/api-key/:id', (c) => accepted(c, deleteApiKey(c.get('call'), idOf(c))));
  api.get('/ai/api-key/:id/reveal', (c) =>
    c.json({ value: apiKeyValue(findApiKey(c.get('call'), idOf(c))) }),
  );
  api.post('/ai/api-key/:id/rotate', (c) => saved(c, { value: rotateApiKey(c.get('call'), idOf(c)) }));
}

/** These mutations answer with the object, not with an operation. */
function saved(c: Ctx, value: object): Response {
  c.get('call').world.save();
  return c.json(value);
}
