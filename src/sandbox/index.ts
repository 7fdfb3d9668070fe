export { canStrike } from './faults/can-strike.js';
export { FAULT_FORMS, parseFault } from './faults/fault-grammar.js';
export { DEFAULT_LATENCY, parseLatency } from './openai/openai-law.js';
export { ASSUMPTIONS, DEFAULT_CREDENTIAL, type SandboxOptions } from './options.js';
export { createSandbox, type Sandbox } from './sandbox.js';
export { SEEDED_MODELS, seededId } from './seed.js';
export { type RunningSandbox, startSandbox } from './server.js';
export { DEFAULT_ZONE, ZONES } from './zones.js';
