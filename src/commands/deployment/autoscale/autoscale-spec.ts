import { autoscaleView } from '../../../output/views/autoscale.js';
import { COST_FLAGS, NO_PREFLIGHT, WAIT_FLAGS, ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { explaining } from '../explain/explaining.js';

export const autoscale: CommandSpec = {
  name: 'autoscale',
  args: ['NAME'],
  usage: '[flags] <NAME> --max <n>',
  summary: 'Add or remove a replica, by the load that the logs report',
  about:
    'Makes one decision and ends, for cron; with --every it goes on. It reads the load from the logs, and the time of the last change from the service. It stores nothing, so a run that was killed can be repeated.\n\nA replica is added if requests wait, or the KV caches are too full, for all of --scale-up-window. A replica is removed if for all of --scale-down-window no request waited, and the remaining replicas would be at most three quarters as full as --target-kv. Windows begin after the last change. Below --min or above --max, the deployment is scaled to that limit at once.\n\nNothing changes at zero replicas, while another change is under way, or if log lines are missing: silence after work does not prove idleness. The exit codes are those of scale. If nothing changes, the exit code is 0 and the printed line says why.',
  options: [
    ['--min <n>', 'no fewer replicas than this, 1 or more (default: 1)'],
    ['--max <n>', 'no more replicas than this'],
    ['--target-waiting <n>', 'number of requests that may wait, over all replicas (default: 0)'],
    ['--target-kv <percent>', 'how full the KV caches may be on average (default: 80%)'],
    ['--scale-up-window <duration>', 'add a replica after this long above a target (default: 1m)'],
    ['--scale-down-window <duration>', 'remove a replica after this long with little load (default: 10m)'],
    ['--every <duration>', 'decide again at this interval, until SIGTERM or Ctrl-C'],
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
