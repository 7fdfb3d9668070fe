import { loadView } from '../../output/views/load.js';
import { ZONE_OR_ALL } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

/** `exo-di deployment top` */
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
    ZONE_OR_ALL,
  ],
  examples: [
    'exo-di deployment top',
    'exo-di deployment top my-app -z at-vie-2 --since 30m',
    'exo-di deployment top -O json',
  ],
  view: loadView(() => 0),
  prints: 'list',
  jsonKeys: [
    ...['name', 'zone', 'state', 'replicas', 'running', 'waiting', 'kv_cache_percent'],
    ...['prompt_tokens_per_second', 'generation_tokens_per_second', 'last_active', 'known_since'],
    ...['gpus', 'cost_per_hour', 'currency', 'problem', 'by_replica'],
  ],
  document: async () => (await import('./top-schema.js')).loadJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./top.js')).run,
};
