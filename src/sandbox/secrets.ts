import { createHmac } from 'node:crypto';
import type { ApiKeyRecord } from './records.js';

/** Not a secret: whatever is derived from it opens nothing but a sandbox. So no key has to be stored. */
const DEVELOPMENT_CONSTANT = 'exo-di sandbox, development only';

/** The inference key of a deployment: the same as long as the deployment exists. */
export function deploymentKey(id: string): string {
  return derive('deployment', id, 0);
}

/** The value of an AI API key: another one after each rotation. */
export function apiKeyValue({ id, rotation }: ApiKeyRecord): string {
  return derive('api-key', id, rotation);
}

function derive(kind: string, id: string, rotation: number): string {
  const digest = createHmac('sha256', DEVELOPMENT_CONSTANT)
    .update(`${kind}:${id}:${rotation}`)
    .digest('base64url');
  return `sandbox-${digest}`;
}
