/** Every endpoint of the API that the sandbox serves: method, path relative to `/v2`, and the OpenAPI operation. */
export const OPERATIONS = [
  ['GET', '/zone', 'list-zones'],
  ['GET', '/organization', 'get-organization'],
  ['GET', '/quota', 'list-quotas'],
  ['GET', '/quota/{entity}', 'get-quota'],
  ['GET', '/operation/{id}', 'get-operation'],
  ['GET', '/event', 'list-events'],
  ['GET', '/usage-report', 'get-usage-report'],
  ['GET', '/ai/quota', 'get-user-org-consumption-quota'],
  ['GET', '/ai/instance-type', 'list-ai-instance-types'],
  ['GET', '/ai/help/inference-engine-parameters', 'get-inference-engine-help'],
  ['GET', '/ai/deployment', 'list-deployments'],
  ['POST', '/ai/deployment', 'create-deployment'],
  ['GET', '/ai/deployment/{id}', 'get-deployment'],
  ['PATCH', '/ai/deployment/{id}', 'update-deployment'],
  ['DELETE', '/ai/deployment/{id}', 'delete-deployment'],
  ['POST', '/ai/deployment/{id}/scale', 'scale-deployment'],
  ['GET', '/ai/deployment/{id}/logs', 'get-deployment-logs'],
  ['GET', '/ai/deployment/{id}/api-key', 'reveal-deployment-api-key'],
  ['GET', '/ai/model', 'list-models'],
  ['POST', '/ai/model', 'create-model'],
  ['GET', '/ai/model/{id}', 'get-model'],
  ['DELETE', '/ai/model/{id}', 'delete-model'],
  ['GET', '/ai/api-key', 'list-ai-api-keys'],
  ['POST', '/ai/api-key', 'create-ai-api-key'],
  ['GET', '/ai/api-key/{id}', 'get-ai-api-key'],
  ['PATCH', '/ai/api-key/{id}', 'update-ai-api-key'],
  ['DELETE', '/ai/api-key/{id}', 'delete-ai-api-key'],
  ['GET', '/ai/api-key/{id}/reveal', 'reveal-ai-api-key'],
  ['POST', '/ai/api-key/{id}/rotate', 'rotate-ai-api-key'],
] as const;

export type OperationId = (typeof OPERATIONS)[number][2];

/** The OpenAPI operation of a request, by method and path relative to `/v2`; undefined if there is none. */
export function operationId(method: string, path: string): OperationId | undefined {
  return OPERATIONS.find(([verb, pattern]) => verb === method && matchesPath(pattern, path))?.[2];
}

/**
 * Whether a path matches a pattern, segment by segment: `{id}` and `*` stand for any one segment, a final `**` for any
 * number of segments.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const found = path.split('/');
  const rest = wanted.at(-1) === '**';
  if (rest) wanted.pop();
  if (rest ? found.length < wanted.length : found.length !== wanted.length) return false;
  return wanted.every((segment, at) => segment === '*' || /^\{.*\}$/.test(segment) || segment === found[at]);
}
