/* Words of which a flag takes one. TAB reads them, and none of what is done by them. */

/** By what the rows of a month are made. */
export const COST_BY = ['deployment', 'family', 'day'] as const;
export type CostBy = (typeof COST_BY)[number];

/** What can run `apply` again and again, as `schedule install --as` names it. */
export const SCHEDULERS = ['cron', 'systemd', 'github', 'kubernetes'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

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

/** For what `deployment env` can write its variables. */
export const ENV_SHELLS = ['sh', 'fish', 'powershell', 'dotenv', 'github'] as const;
export type EnvShell = (typeof ENV_SHELLS)[number];

/** For what there are snippets. */
export const SNIPPETS = ['curl', 'python', 'node', 'litellm', 'langchain', 'open-webui', 'continue'] as const;
export type SnippetFor = (typeof SNIPPETS)[number];

/** What `deployment wait --for` waits for: at rest with replicas, at rest without, or gone. */
export const WAITED_FOR = ['ready', 'stopped', 'deleted'] as const;
export type WaitedFor = (typeof WAITED_FOR)[number];
