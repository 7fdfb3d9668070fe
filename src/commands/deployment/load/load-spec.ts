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
  summary: 'Show how busy deployments are, by their logs',
  about:
    'A row for each deployment and each of its replicas: requests running and waiting, KV cache, tokens a second, when it last had work, GPUs, and their list price where there is one. The engine tells every ten seconds while it works, and is silent when it is idle: silence counts as idleness only where the logs reach back far enough to prove it; else there is a ?, and why. On a terminal bars show the GPU quota. At most four requests are under way at once. --prometheus writes a file for a node exporter (its name has to end in .prom there) in place of a table; what is not known is left out.',
  options: [
    ['--watch', 'redraw every 10 seconds until Ctrl-C; in a pipe a line for each change'],
    ['--since <duration>', 'over this long: the most that ran and waited, and the mean of the tokens'],
    ['--prometheus <file>', 'write the numbers there for a node exporter, whole at any moment'],
    PRICES,
    ...LIST_FLAGS,
    ZONE_OR_ALL,
  ],
  examples: [
    'exo-di deployment top',
    'exo-di deployment top my-app -z at-vie-2 --since 30m',
    'exo-di deployment top -O json',
  ],
  view: loadView(() => 0),
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
    'Reads the logs: a deployment is idle when every replica had done its work and was silent for so long, in logs that reach back before it. Whatever is unreadable, cut off, young, failing, or without proof counts as busy, and why is said. With --scale-to-zero each that is idle is looked at once more right before its request, and scaled as `deployment scale NAME 0` does; --all asks first, and needs a zone. Says what sleeps, since when, and what is saved an hour.',
  options: [
    ['--for <duration>', 'so long without work: 45m (30s or more)'],
    ['--all', 'every deployment; with --scale-to-zero those of one zone, and it asks first'],
    ['--except <glob...>', 'leave out names that fit: prod-*'],
    ['--scale-to-zero', 'scale to zero what is idle; without it nothing is changed'],
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
