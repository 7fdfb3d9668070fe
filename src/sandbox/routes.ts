import * as z from 'zod/mini';
import { KNOWN_GPU_TYPES } from '../domain/gpus.js';
import * as apiKeys from './api-keys.js';
import { apiKeyValue, deploymentKey } from './api-keys.js';
import * as bodies from './bodies.js';
import { deleteDeployment, scaleDeployment, updateDeployment } from './deployment-change.js';
import { createDeployment } from './deployment-create.js';
import { showDeployment, showEntry } from './deployment-view.js';
import { findDeployment, listDeployments } from './deployments.js';
import { engineHelp } from './engine.js';
import { listEvents } from './events.js';
import { type Api, accepted, bodyOf, type Ctx, idOf } from './http.js';
import { deploymentLogs, parseTail } from './logs.js';
import { createModel, deleteModel, findModel, listModels, showModel } from './models.js';
import { OPERATIONS, type OperationId } from './operation-ids.js';
import { getOperation } from './operations.js';
import { badRequest } from './problem.js';
import { getQuota, listQuotas } from './quotas.js';
import type { OperationRecord } from './records.js';
import { usageReport } from './usage-report.js';
import type { Call } from './world.js';
import { isOffered, ZONES } from './zones.js';

type Rule<T> = (call: Call, c: Ctx) => T;

/** A route that changes nothing and answers with an object. */
const shows = (rule: Rule<object>) => (c: Ctx) => c.json(rule(c.get('call'), c));

/** A route that starts a change and answers with the operation. */
const begins = (rule: Rule<OperationRecord>) => (c: Ctx) => accepted(c, rule(c.get('call'), c));

/** A route that changes something at once and answers with the object, not with an operation. */
const saves = (rule: Rule<object>) =>
  shows((call, c) => {
    const value = rule(call, c);
    call.world.save();
    return value;
  });

/** The route of each operation of the API. The ID in the path is checked before the body, as the service does. */
const RULES: Readonly<Record<OperationId, (c: Ctx) => Response>> = {
  'list-zones': shows(({ origin }) => ({
    zones: ZONES.map((name) => ({
      name,
      'api-endpoint': `${origin}/${name}/v2`,
      'sos-endpoint': `https://sos-${name}.exo.io`,
    })),
  })),
  'get-organization': shows(() => apiKeys.ORGANIZATION),
  'list-quotas': shows((call) => ({ quotas: listQuotas(call) })),
  'get-quota': shows((call, c) => getQuota(call, c.req.param('entity') ?? '')),
  'get-operation': shows((call, c) => getOperation(call, idOf(c))),
  'list-events': shows((call, c) => listEvents(call, { from: c.req.query('from'), to: c.req.query('to') })),
  'get-usage-report': shows((call, c) => ({ usage: usageReport(call, c.req.query('period')) })),
  'get-user-org-consumption-quota': shows(() => ({ 'quota-uom-per-minute': null })),
  'list-ai-instance-types': shows(({ zone }) => ({
    'instance-types': KNOWN_GPU_TYPES.map((family) => ({ family, authorized: isOffered(family, zone) })),
  })),
  'get-inference-engine-help': shows((_, c) => ({ parameters: engineHelp(c.req.query('version')) })),

  'list-deployments': shows((call, c) => ({
    deployments: listDeployments(call, c.req.query('visibility')).map((record) => showEntry(call, record)),
  })),
  'create-deployment': begins((call, c) => createDeployment(call, bodyOf(c, bodies.createDeploymentBody))),
  'get-deployment': shows((call, c) => showDeployment(call, findDeployment(call, idOf(c)))),
  'update-deployment': begins((call, c) =>
    updateDeployment(call, idOf(c), bodyOf(c, bodies.updateDeploymentBody)),
  ),
  'delete-deployment': begins((call, c) => deleteDeployment(call, idOf(c))),
  'scale-deployment': begins((call, c) =>
    scaleDeployment(call, idOf(c), bodyOf(c, bodies.scaleDeploymentBody).replicas),
  ),
  'get-deployment-logs': shows((call, c) => {
    const tail = parseTail(c.req.query('tail'));
    return { logs: deploymentLogs(call, findDeployment(call, idOf(c)), tail) };
  }),
  'reveal-deployment-api-key': shows((call, c) => ({
    'api-key': deploymentKey(findDeployment(call, idOf(c)).id),
  })),

  'list-models': shows((call) => ({ models: listModels(call).map((record) => showModel(call, record)) })),
  'create-model': begins((call, c) => createModel(call, bodyOf(c, bodies.createModelBody))),
  'get-model': shows((call, c) => showModel(call, findModel(call, idOf(c)))),
  'delete-model': begins((call, c) => deleteModel(call, idOf(c))),

  'list-ai-api-keys': shows((call) => ({
    'ai-api-keys': apiKeys.listApiKeys(call).map(apiKeys.showApiKey),
  })),
  'create-ai-api-key': saves((call, c) => apiKeys.createApiKey(call, bodyOf(c, bodies.createApiKeyBody))),
  'get-ai-api-key': shows((call, c) => apiKeys.showApiKey(apiKeys.findApiKey(call, idOf(c)))),
  'update-ai-api-key': saves((call, c) =>
    apiKeys.updateApiKey(call, idOf(c), bodyOf(c, bodies.updateApiKeyBody)),
  ),
  'delete-ai-api-key': begins((call, c) => apiKeys.deleteApiKey(call, idOf(c))),
  'reveal-ai-api-key': shows((call, c) => ({ value: apiKeyValue(apiKeys.findApiKey(call, idOf(c))) })),
  'rotate-ai-api-key': saves((call, c) => ({ value: apiKeys.rotateApiKey(call, idOf(c)) })),
};

/** Adds every operation of the API at its path, relative to `/v2`. */
export function apiRoutes(api: Api): void {
  for (const [method, path, id] of OPERATIONS)
    api.on(method, path.replace(/\{(\w+)\}/g, ':$1'), (c) => RULES[id](c));
}

const loadBody = z.object({
  name: z.string(),
  requests: z.optional(z.int().check(z.gte(0), z.lt(1_000_000))),
});

/**
 * Adds a route that only the sandbox has: `POST /sandbox/load {"name": "my-app", "requests": 12}` gives a deployment 12
 * requests from now on; without `requests` it has those of its day again. It needs no signature.
 */
export function loadRoute(api: Api): void {
  api.post('/sandbox/load', (c) => {
    const { data } = loadBody.safeParse(bodies.readJson(c.get('body')));
    if (!data)
      throw badRequest('The body must be {"name": "my-app", "requests": 12}, requests from 0 to 999999.');
    const { world, now } = c.get('call');
    world.load.set(data.name, data.requests, now);
    return c.json({ name: data.name, requests: world.load.requests(data.name, now) });
  });
}
