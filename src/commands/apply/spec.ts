import { applyView } from '../../output/views/apply.js';
import {
  AGAIN,
  AT,
  COST_FLAGS,
  DRY_RUN,
  FILE,
  NO_CREATION_PREFLIGHT,
  SELECTED_ZONE,
  WAIT_FLAGS,
} from '../../program/flags.js';
import type { SelfSpec } from '../../program/spec.js';

export const apply: SelfSpec = {
  args: ['[NAME...]'],
  usage: '[flags] [NAME...] -f <file>',
  about:
    'Creates what is missing, scales, and updates engine parameters and version. Changes that free GPUs go first, so that these count for the rest. It compares the file with what exists, not with earlier runs: each run makes up for missed ones, and a second run has nothing to send. Impossible changes, and more GPUs than the quota has, are refused before anything is sent.\n\nNames and -z limit it to a part of the file. Deployments that the file does not name are left alone without --prune. If a request for one deployment fails, the others go on; the exit code is that of the failures if they are alike, else 10. Runs with the same file, zone and account wait for each other.',
  options: [
    FILE,
    SELECTED_ZONE,
    AT,
    ['--prune', 'delete deployments in the zones of the file that it does not name; asks first'],
    ['--yes', 'with --prune: do not ask; without a terminal, this or a piped y is needed'],
    NO_CREATION_PREFLIGHT,
    AGAIN,
    ...COST_FLAGS,
    DRY_RUN,
    [
      '--every <duration>',
      'apply again at this interval, until SIGTERM or Ctrl-C; without --wait-timeout a round waits for half the interval',
    ],
    ['--heartbeat <file>', 'with --every: write the time into this file at the start and end of each round'],
    ['--ping <url>', 'report each run to a dead man’s switch: URL/start, then URL or URL/fail'],
    ['--lock-timeout <duration>', 'wait this long for another run to end (default: 10m; -1s: forever)'],
    ...WAIT_FLAGS,
  ],
  examples: [
    'exo-di apply -f inference.yaml',
    'exo-di apply -f inference.yaml --dry-run',
    'exo-di apply my-app -f inference.yaml',
    'exo-di apply -f team-a.yaml -f team-b.yaml -Q',
    'exo-di apply -f inference.yaml --ping https://hc.example/c4f2',
  ],
  view: applyView,
  prints: 'list',
  load: async () => (await import('./apply.js')).run,
};
