/*
 * The values of flags that take one of a few words. Completion needs them, and must not load the code of the commands.
 */

/** What `cost --by` groups the rows of a month by. */
export const COST_BY = ['deployment', 'family', 'day'] as const;
export type CostBy = (typeof COST_BY)[number];

/** The schedulers that `schedule install --as` writes files for. */
export const SCHEDULERS = ['cron', 'systemd', 'github', 'kubernetes'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** How the engine fails with `sandbox start --fail-start`. */
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

/** The shells and files that `deployment env` can write variables for. */
export const ENV_SHELLS = ['sh', 'fish', 'powershell', 'dotenv', 'github'] as const;
export type EnvShell = (typeof ENV_SHELLS)[number];

/** The languages and programs that `deployment snippet` has a snippet for. */
export const SNIPPETS = ['curl', 'python', 'node', 'litellm', 'langchain', 'open-webui', 'continue'] as const;
export type SnippetFor = (typeof SNIPPETS)[number];

/** What `deployment wait --for` waits for: at rest with replicas, at rest without any, or deleted. */
export const WAITED_FOR = ['ready', 'stopped', 'deleted'] as const;
export type WaitedFor = (typeof WAITED_FOR)[number];
