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
import type { CommandSpec } from '../../program/spec.js';

export const apply: CommandSpec = {
  name: 'apply',
  args: ['[NAME...]'],
  usage: '[flags] [NAME...] -f <file>',
  summary: 'Bring deployments into the state a file asks for',
  about:
    'Creates what is missing, scales, and updates engine parameters and version. What frees GPUs goes first, so that they count for the rest. It looks at what is, not at what was sent before: the next run makes up for a missed one, and a second run sends nothing and, under -Q, prints nothing. What cannot be changed and what the quota cannot hold is refused before anything is sent. Names, and -z, narrow it to a part of the file; the rest is left as it is. Nothing outside the file is touched without --prune. One that fails stops no other: the exit code is that of the failures where they are alike, else 10. Runs with the same file, zone and account wait for each other.',
  options: [
    FILE,
    SELECTED_ZONE,
    AT,
    ['--prune', 'delete what is in the zones of the file and not in the file; asks first'],
    ['--yes', 'delete under --prune without being asked; without a terminal, this or a piped y is needed'],
    NO_CREATION_PREFLIGHT,
    AGAIN,
    ...COST_FLAGS,
    DRY_RUN,
    ['--every <duration>', 'go on: a round each time this has passed, until SIGTERM or Ctrl-C'],
    ['--heartbeat <file>', 'under --every: write the time into this file as each round begins and ends'],
    ['--ping <url>', 'tell a dead man’s switch of each run: URL/start, then URL or URL/fail'],
    ['--lock-timeout <duration>', 'wait this long for another run to end (default: 10m; -1s: for ever)'],
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
