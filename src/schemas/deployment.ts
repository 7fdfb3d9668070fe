import * as z from 'zod/mini';
import { once } from './once.js';

/*
 * The wire shapes of deployments, as the OpenAPI description has them. Every answer is loose: fields and states
 * are added to the service without notice, and neither may ever break the client. So `state` is any string.
 */

/** `model-ref`: either part may be absent. */
const modelRef = once(() => z.looseObject({ id: z.optional(z.string()), name: z.optional(z.string()) }));

const deploymentFields = once(() => ({
  id: z.optional(z.string()),
  name: z.string(),
  state: z.string(),
  'deployment-url': z.string(),
  model: modelRef(),
  visibility: z.string(),
  'gpu-type': z.optional(z.string()),
  'gpu-count': z.optional(z.number()),
  replicas: z.optional(z.number()),
  'service-level': z.optional(z.string()),
  'created-at': z.optional(z.string()),
  'updated-at': z.optional(z.string()),
}));

/** `list-deployments-response-entry`. */
export const deploymentEntry = once(() => z.looseObject(deploymentFields()));
export type DeploymentEntry = z.infer<ReturnType<typeof deploymentEntry>>;

/** `get-deployment-response`: only this one has state details, engine parameters and engine version. */
export const deployment = once(() =>
  z.looseObject({
    ...deploymentFields(),
    'state-details': z.optional(z.string()),
    'inference-engine-parameters': z.optional(z.array(z.string())),
    'inference-engine-version': z.optional(z.string()),
  }),
);
export type Deployment = z.infer<ReturnType<typeof deployment>>;

/** `list-deployments-response`. */
export const deploymentList = once(() => z.looseObject({ deployments: z.array(deploymentEntry()) }));

/** `reveal-deployment-api-key-response`. */
export const deploymentApiKey = once(() => z.looseObject({ 'api-key': z.string() }));

/** `get-deployment-logs-entry` and `-response`. */
export const logEntry = once(() =>
  z.looseObject({ time: z.string(), node: z.string(), message: z.string() }),
);
export type LogEntry = z.infer<ReturnType<typeof logEntry>>;
export const deploymentLogs = once(() => z.looseObject({ logs: z.array(logEntry()) }));

/** `inference-engine-parameter-entry`: nothing in it is required. */
export const engineParameter = once(() =>
  z.looseObject({
    name: z.optional(z.string()),
    section: z.optional(z.string()),
    description: z.optional(z.string()),
    type: z.optional(z.string()),
    default: z.optional(z.string()),
    flags: z.optional(z.array(z.string())),
    'allowed-values': z.optional(z.array(z.string())),
  }),
);
export type EngineParameter = z.infer<ReturnType<typeof engineParameter>>;
export const engineHelp = once(() => z.looseObject({ parameters: z.array(engineParameter()) }));

/** `list-ai-instance-types-response`. */
export const instanceType = once(() => z.looseObject({ family: z.string(), authorized: z.boolean() }));
export type InstanceType = z.infer<ReturnType<typeof instanceType>>;
export const instanceTypeList = once(() => z.looseObject({ 'instance-types': z.array(instanceType()) }));
