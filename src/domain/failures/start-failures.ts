/** The ways in which `sandbox start --fail-start` lets an engine fail. */
export const START_FAILURES = [
  'kv',
  'oom',
  'heads',
  'gated',
  'repo',
  'arch',
  'code',
  'dtype',
  'quant',
  'nccl',
  'disk',
  'port',
  'killed',
] as const;
export type StartFailure = (typeof START_FAILURES)[number];
