import * as z from 'zod/mini';
import { once } from '../once.js';
import { objectIn, textOrEmpty, toldCount, toldText, toldTexts } from './told.js';

/*
 * The wire shapes of deployments, as the OpenAPI description has them. Every answer is loose: the service gets new
 * fields and states without notice, and neither may ever break the client. So `state` is any string, and only name and
 * state are required: an answer without them is not the service's.
 */

/** `model-ref`: either part may be absent. */
const modelRef = once(() =>
  z.pipe(
    z.transform((value: unknown) => objectIn(value) ?? {}),
    z.looseObject({ id: toldText(), name: toldText() }),
  ),
);

const deploymentFields = once(() => ({
  id: toldText(),
  name: z.string(),
  state: z.string(),
  'deployment-url': textOrEmpty(),
  model: modelRef(),
  visibility: textOrEmpty(),
  'gpu-type': toldText(),
  'gpu-count': toldCount(),
  replicas: toldCount(),
  'service-level': toldText(),
  'created-at': toldText(),
  'updated-at': toldText(),
}));

/** `list-deployments-response-entry`. */
export const deploymentEntry = once(() => z.looseObject(deploymentFields()));
export type DeploymentEntry = z.infer<ReturnType<typeof deploymentEntry>>;

/** `get-deployment-response`: only this one has state details, engine parameters and engine version. */
export const deployment = once(() =>
  z.looseObject({
    ...deploymentFields(),
    'state-details': toldText(),
    'inference-engine-parameters': toldTexts(),
    'inference-engine-version': toldText(),
  }),
);
export type Deployment = z.infer<ReturnType<typeof deployment>>;

/** `list-deployments-response`. */
export const deploymentList = once(() => z.looseObject({ deployments: z.array(deploymentEntry()) }));

/** `reveal-deployment-api-key-response`. Other characters than these cannot be sent in a request's header. */
export const deploymentApiKey = once(() =>
  z.looseObject({ 'api-key': z.string().check(z.regex(/^[\x21-\x7e]+$/)) }),
);

/** `get-deployment-logs-entry` and `-response`. */
export const logEntry = once(() =>
  z.looseObject({ time: z.string(), node: textOrEmpty(), message: z.string() }),
);
export type LogEntry = z.infer<ReturnType<typeof logEntry>>;
export const deploymentLogs = once(() => z.looseObject({ logs: z.array(logEntry()) }));

/** `inference-engine-parameter-entry`: nothing in it is required. */
export const engineParameter = once(() =>
  z.looseObject({
    name: toldText(),
    section: toldText(),
    description: toldText(),
    type: toldText(),
    default: toldText(),
    flags: toldTexts(),
    'allowed-values': toldTexts(),
  }),
);
export type EngineParameter = z.infer<ReturnType<typeof engineParameter>>;
export const engineHelp = once(() => z.looseObject({ parameters: z.array(engineParameter()) }));

/** `list-ai-instance-types-response`. */
export const instanceType = once(() => z.looseObject({ family: z.string(), authorized: z.boolean() }));
export type InstanceType = z.infer<ReturnType<typeof instanceType>>;
export const instanceTypeList = once(() => z.looseObject({ 'instance-types': z.array(instanceType()) }));
