import * as z from 'zod/mini';

/*
 * The wire shapes of deployments, as the OpenAPI description has them. Every answer is loose: fields and states
 * are added to the service without notice, and neither may ever break the client. So `state` is any string.
 */

/** `model-ref`: either part may be absent. */
export const modelRef = z.looseObject({ id: z.optional(z.string()), name: z.optional(z.string()) });

const deploymentFields = {
  id: z.optional(z.string()),
  name: z.string(),
  state: z.string(),
  'deployment-url': z.string(),
  model: modelRef,
  visibility: z.string(),
  'gpu-type': z.optional(z.string()),
  'gpu-count': z.optional(z.number()),
  replicas: z.optional(z.number()),
  'service-level': z.optional(z.string()),
  'created-at': z.optional(z.string()),
  'updated-at': z.optional(z.string()),
};

/** `list-deployments-response-entry`. */
export const deploymentEntry = z.looseObject(deploymentFields);
export type DeploymentEntry = z.infer<typeof deploymentEntry>;

/** `get-deployment-response`: only this one has state details, engine parameters and engine version. */
export const deployment = z.looseObject({
  ...deploymentFields,
  'state-details': z.optional(z.string()),
  'inference-engine-parameters': z.optional(z.array(z.string())),
  'inference-engine-version': z.optional(z.string()),
});
export type Deployment = z.infer<typeof deployment>;

/** `list-deployments-response`. */
export const deploymentList = z.looseObject({ deployments: z.array(deploymentEntry) });

/** `create-deployment-request`; limits from the OpenAPI description and the service's documentation. */
export const createDeploymentRequest = z.object({
  name: z.string().check(z.minLength(1)),
  model: z.union([z.object({ id: z.string() }), z.object({ name: z.string().check(z.minLength(1)) })]),
  'gpu-type': z.string(),
  'gpu-count': z.int().check(z.minimum(1), z.maximum(8)),
  replicas: z.int().check(z.minimum(1)),
  'inference-engine-parameters': z.optional(z.array(z.string())),
  'inference-engine-version': z.optional(z.string()),
});
export type CreateDeploymentRequest = z.infer<typeof createDeploymentRequest>;

/** `update-deployment-request`: what is absent stays as it is. GPU count and type are not in it: they are immutable. */
export const updateDeploymentRequest = z.object({
  name: z.optional(z.string().check(z.minLength(1))),
  'inference-engine-parameters': z.optional(z.array(z.string())),
  'inference-engine-version': z.optional(z.string()),
});
export type UpdateDeploymentRequest = z.infer<typeof updateDeploymentRequest>;

/** `scale-deployment-request`. */
export const scaleDeploymentRequest = z.object({ replicas: z.int().check(z.minimum(0)) });
export type ScaleDeploymentRequest = z.infer<typeof scaleDeploymentRequest>;

/** `reveal-deployment-api-key-response`. */
export const deploymentApiKey = z.looseObject({ 'api-key': z.string() });

/** `get-deployment-logs-entry` and `-response`. */
export const logEntry = z.looseObject({ time: z.string(), node: z.string(), message: z.string() });
export type LogEntry = z.infer<typeof logEntry>;
export const deploymentLogs = z.looseObject({ logs: z.array(logEntry) });

/** `inference-engine-parameter-entry`: nothing in it is required. */
export const engineParameter = z.looseObject({
  name: z.optional(z.string()),
  section: z.optional(z.string()),
  description: z.optional(z.string()),
  type: z.optional(z.string()),
  default: z.optional(z.string()),
  flags: z.optional(z.array(z.string())),
  'allowed-values': z.optional(z.array(z.string())),
});
export type EngineParameter = z.infer<typeof engineParameter>;
export const engineHelp = z.looseObject({ parameters: z.array(engineParameter) });

/** `list-ai-instance-types-response`. */
export const instanceType = z.looseObject({ family: z.string(), authorized: z.boolean() });
export type InstanceType = z.infer<typeof instanceType>;
export const instanceTypeList = z.looseObject({ 'instance-types': z.array(instanceType) });
