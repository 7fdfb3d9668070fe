import { autoscaleView } from '../../../output/views/autoscale.js';
import { COST_FLAGS, NO_PREFLIGHT, WAIT_FLAGS, ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { explaining } from '../explain/explaining.js';

export const autoscale: CommandSpec = {
  name: 'autoscale',
  args: ['NAME'],
  usage: '[flags] <NAME> --max <n>',
  summary: 'Add or take a replica, by what the engines say of their load',
  about:
    'One decision a run, for cron, or one each time --every has passed. It reads the lines about load in the logs, and when the deployment was last changed; it keeps nothing, so a run that was killed and is repeated decides the same. A replica is added when requests wait, or the KV caches are too full, throughout --scale-up-window; one is taken when throughout --scale-down-window none waited, and one fewer would be at most three quarters as full as what adds one. Windows begin after the last change. Nothing changes while a change is under way, at zero, and where lines are missing: silence after work is no idleness. The limits come first: under --min or over --max it is scaled into them at once. Exit codes are those of scale; 0 too when nothing changes, and the line says why.',
  options: [
    ['--min <n>', 'no fewer replicas than this, 1 or more (default: 1)'],
    ['--max <n>', 'no more replicas than this'],
    ['--target-waiting <n>', 'requests that may wait, over all replicas (default: 0)'],
    ['--target-kv <percent>', 'how full the KV caches may be on average (default: 80%)'],
    ['--scale-up-window <duration>', 'add a replica after so long above a target (default: 1m)'],
    ['--scale-down-window <duration>', 'take one after so long with little to do (default: 10m)'],
    ['--every <duration>', 'go on: a look each time this has passed, until SIGTERM or Ctrl-C'],
    NO_PREFLIGHT,
    ...COST_FLAGS,
    ['--dry-run', 'show the decision and the request; send nothing'],
    ...WAIT_FLAGS,
    ZONE,
  ],
  examples: [
    'exo-di deployment autoscale my-app --max 4 -z at-vie-2',
    'exo-di deployment autoscale my-app --min 1 --max 4 --target-kv 70% --dry-run -z at-vie-2',
  ],
  view: autoscaleView,
  load: async () => explaining((await import('./autoscale.js')).run),
};
