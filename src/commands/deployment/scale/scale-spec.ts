import { deploymentShowView } from '../../../output/views/deployment.js';
import { COST_FLAGS, DRY_RUN, FORCE_ALL, NO_PREFLIGHT, WAIT_FLAGS, ZONE } from '../../../program/flags.js';
import type { CommandSpec, Raw } from '../../../program/spec.js';
import { explaining } from '../explain/explaining.js';

export const scale: CommandSpec = {
  name: 'scale',
  args: ['[NAME]', '[SIZE]', '[NAME=SIZE...]'],
  usage: '[flags] <NAME> <SIZE> | <NAME=SIZE...> | --all <size>',
  summary: 'Set the number of replicas; 0 stops GPU billing',
  about:
    'Up: takes 3–5 minutes per new replica; the additional GPUs must fit the quota. Down: takes effect nearly at once. To zero: GPU billing stops; URL and API key stay, and the model stays in storage.\n\nThe command can be repeated. A deployment that already has SIZE replicas is left alone (exit code 0); one that is being scaled to SIZE is waited for. Zero is always sent; while another change is under way it is sent again until it is accepted, for at most --wait-timeout, or ends with exit code 5 under --no-wait.\n\nSeveral at once: NAME=SIZE NAME=SIZE …, or --all SIZE for every deployment of a zone. The quota must fit all of them together, and those that are scaled down go first.',
  first: true,
  options: [
    ['--all <size>', 'scale every deployment of the zone to this size; asks first'],
    FORCE_ALL,
    ['--gpu-count <n>', 'refused if it differs: the GPU count is fixed at creation'],
    NO_PREFLIGHT,
    ...COST_FLAGS,
    DRY_RUN,
    ...WAIT_FLAGS,
    ZONE,
  ],
  examples: [
    'exo-di deployment scale my-app 3 -z at-vie-2',
    'exo-di deployment scale my-app 0 -z at-vie-2',
    'exo-di deployment scale my-app 1 -z at-vie-2 --no-wait',
    'exo-di deployment scale my-app 3 -z at-vie-2 --max-cost-per-hour 10',
    'exo-di deployment scale my-app=1 other=0 -z at-vie-2',
    'exo-di deployment scale --all 0 -z at-vie-2 -f',
  ],
  view: deploymentShowView,
  load: async () =>
    explaining(async (deps, raw) => {
      const { run } = isMany(raw) ? await import('./scale-many.js') : await import('./scale.js');
      await run(deps, raw);
    }),
};

/**
 * Does the command line name several deployments (`NAME=SIZE …` or `--all SIZE`), and not one (`NAME SIZE`)? A name may
 * contain `=`, so two words that can be NAME and SIZE are read as such.
 */
function isMany(raw: Raw): boolean {
  const { NAME: name, SIZE: size } = raw;
  if (raw['--all'] !== undefined || raw['NAME=SIZE'] !== undefined) return true;
  const hasSize = typeof name === 'string' && name.includes('=');
  if (typeof size !== 'string') return hasSize;
  return size.includes('=') || (hasSize && !/^\d+$/.test(size));
}
