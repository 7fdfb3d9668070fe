import { createHmac } from 'node:crypto';
import { isId } from '../domain/id.js';
import type { ApiKey, CreatedApiKey } from '../schemas/api-key.js';
import type { CreateApiKeyBody, UpdateApiKeyBody } from './bodies.js';
import { startOperation } from './operations.js';
import { badRequest, notFound } from './problem.js';
import type { ApiKeyRecord, OperationRecord } from './records.js';
import { seededId } from './seed.js';
import { byId, datesOf, visible, visibleFrom } from './visibility.js';
import type { Call } from './world.js';

/** The one organization of the sandbox. */
export const ORGANIZATION = { id: seededId('organization'), name: 'Sandbox' };

/** The keys of the organization. */
export function listApiKeys(call: Call): ApiKeyRecord[] {
  return visible(call, call.world.data.apiKeys);
}

/** @throws Problem 404 */
export function findApiKey(call: Call, id: string): ApiKeyRecord {
  return byId(listApiKeys(call), id, 'AI API key');
}

/** `create-ai-api-key`. Keys belong to the organization, not to a zone. @throws Problem 400, 404 for a wrong scope */
export function createApiKey(call: Call, { name, scope }: CreateApiKeyBody): CreatedApiKey {
  checkScope(call, scope);
  const { now, world } = call;
  const record = {
    id: world.newId(),
    name,
    scope,
    rotation: 0,
    createdAt: now,
    updatedAt: now,
    visibleFrom: visibleFrom(call),
  };
  world.data.apiKeys.push(record);
  return { ...showApiKey(record), value: apiKeyValue(record) };
}

/** `update-ai-api-key`: name, scope or both. @throws Problem 400, 404 */
export function updateApiKey(call: Call, id: string, body: UpdateApiKeyBody): ApiKey {
  const record = findApiKey(call, id);
  if (body.scope !== undefined) checkScope(call, body.scope);
  record.name = body.name ?? record.name;
  record.scope = body.scope ?? record.scope;
  record.updatedAt = call.now;
  return showApiKey(record);
}

/** `rotate-ai-api-key`: a new value; the old one is void. @throws Problem 404 */
export function rotateApiKey(call: Call, id: string): string {
  const record = findApiKey(call, id);
  record.rotation += 1;
  record.updatedAt = call.now;
  return apiKeyValue(record);
}

/** `delete-ai-api-key`. @throws Problem 404 */
export function deleteApiKey(call: Call, id: string): OperationRecord {
  const { data } = call.world;
  const record = findApiKey(call, id);
  const operation = startOperation(call, {
    command: 'delete-ai-api-key',
    kind: 'api-key',
    id,
    durationMs: 0,
  });
  if (operation.outcome === 'success') data.apiKeys = data.apiKeys.filter((other) => other !== record);
  return operation;
}

/** `get-ai-api-key-response`: everything but the value. */
export function showApiKey(record: ApiKeyRecord): ApiKey {
  return {
    id: record.id,
    'org-uuid': ORGANIZATION.id,
    name: record.name,
    scope: record.scope,
    ...datesOf(record),
  };
}

function checkScope({ world }: Call, scope: string): void {
  if (scope === 'public') return;
  if (!isId(scope)) throw badRequest("The scope must be 'public' or the ID of a deployment.");
  if (!world.data.deployments.some(({ id }) => id === scope)) throw notFound(`Deployment ${scope}`);
}

/**
 * Key values are derived from this constant, so none has to be stored. Not a secret: they open nothing but a sandbox.
 */
const DEVELOPMENT_CONSTANT = 'exo-di sandbox, development only';

/** The inference key of a deployment, which never changes. */
export function deploymentKey(id: string): string {
  return derive('deployment', id, 0);
}

/** The value of an AI API key, which changes with each rotation. */
export function apiKeyValue({ id, rotation }: ApiKeyRecord): string {
  return derive('api-key', id, rotation);
}

function derive(kind: string, id: string, rotation: number): string {
  const digest = createHmac('sha256', DEVELOPMENT_CONSTANT)
    .update(`${kind}:${id}:${rotation}`)
    .digest('base64url');
  return `sandbox-${digest}`;
}
