import { idleView } from '../../../output/views/idle.js';
import { loadView } from '../../../output/views/load.js';
import {
  FORCE_ALL,
  LIST_FLAGS,
  PRICES,
  SHOW_REQUEST,
  WAIT_FLAGS,
  ZONE_OR_ALL,
} from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

export const top: CommandSpec = {
  name: 'top',
  args: ['[NAME...]'],
  summary: 'Show how busy deployments are, from their logs',
  about:
    'Prints a row for each deployment and each of its replicas: requests running and waiting, KV cache, tokens per second, when it last had work, GPUs, and their list price if it is known. An engine reports every ten seconds while it works, and is silent when it is idle. Silence counts as idle only if the logs reach back far enough to prove it; otherwise the row has a ?, with the reason below. On a terminal, bars show the GPU quota. At most four requests to the service are under way at once. --prometheus writes a file for a node exporter (which reads names that end in .prom) instead of a table; unknown values are left out.',
  options: [
    ['--watch', 'redraw every 10 seconds until Ctrl-C; in a pipe, print a line for each change'],
    [
      '--since <duration>',
      'over this time: the most requests running and waiting, and the mean of the tokens',
    ],
    [
      '--prometheus <file>',
      'write the numbers to this file for a node exporter; it is complete at any moment',
    ],
    PRICES,
    ...LIST_FLAGS,
    ZONE_OR_ALL,
  ],
  examples: [
    'exo-di deployment top',
    'exo-di deployment top my-app -z at-vie-2 --since 30m',
    'exo-di deployment top -O json',
  ],
  view: loadView(),
  prints: 'list',
  jsonKeys:
    'name, zone, state, replicas, running, waiting, kv_cache_percent, prompt_tokens_per_second, generation_tokens_per_second, last_active, known_since, gpus, cost_per_hour, currency, problem, by_replica',
  document: async () => (await import('./top-data.js')).loadJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./top.js')).run,
};

export const idle: CommandSpec = {
  name: 'idle',
  args: ['[NAME...]'],
  usage: '[flags] --for <duration> [NAME...]',
  summary: 'Find deployments without work, and scale them to zero',
  about:
    'Reads the logs. A deployment is idle if every replica had finished its work and was silent for the time of --for, in logs that reach back further. A deployment whose logs are unreadable, cut off or prove nothing, or that is young or failing, counts as busy, and the reason is printed. With --scale-to-zero the logs of each idle deployment are read once more right before it is scaled as `deployment scale NAME 0` does; --all asks first, and needs a zone. Prints which deployments sleep, since when, and what that saves per hour.',
  options: [
    ['--for <duration>', 'time without work, 30s or more: 45m'],
    ['--all', 'every deployment; with --scale-to-zero those of one zone, and it asks first'],
    ['--except <glob...>', 'leave out matching names: prod-*'],
    ['--scale-to-zero', 'scale idle deployments to zero; without it nothing is changed'],
    FORCE_ALL,
    SHOW_REQUEST,
    ...WAIT_FLAGS,
    PRICES,
    ...LIST_FLAGS,
    ZONE_OR_ALL,
  ],
  examples: [
    'exo-di deployment idle --for 45m',
    'exo-di deployment idle --for 45m my-app --scale-to-zero -z at-vie-2',
    "exo-di deployment idle --for 2h --all --except 'prod-*' --scale-to-zero -z at-vie-2 -f -Q",
  ],
  view: idleView(() => 0),
  prints: 'list',
  load: async () => (await import('./idle.js')).run,
};
