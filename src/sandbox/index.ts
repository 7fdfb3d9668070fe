export { ASSUMPTIONS } from './assumptions.js';
export { FAULT_FORMS, type Fault, type FaultAction, parseFault } from './fault-grammar.js';
export type { Inspection, PlacedDeployment } from './inspection.js';
export { DEFAULT_LATENCY, type LatencyLaw, parseLatency } from './openai-law.js';
export {
  type Assumptions,
  type Credential,
  DEFAULT_ASSUMPTIONS,
  DEFAULT_CREDENTIAL,
  DEFAULT_QUOTAS,
  DEFAULT_SPEED,
  type SandboxOptions,
} from './options.js';
export type { LoggedRequest } from './request-log.js';
export { createSandbox, type Sandbox } from './sandbox.js';
export { SEEDED_MODELS, seededId } from './seed.js';
export { type RunningSandbox, startSandbox } from './server.js';
export { DEFAULT_ZONE, ZONES, type ZoneName } from './zones.js';
