import { planView } from '../../output/views/plan.js';
import { AT, FILE, NO_CREATION_PREFLIGHT, PRICES, SELECTED_ZONE } from '../../program/flags.js';
import type { SelfSpec } from '../../program/spec.js';

export const plan: SelfSpec = {
  args: ['[NAME...]'],
  usage: '[flags] [NAME...] -f <file>',
  about:
    'Shows for each deployment of the file, or those that are named: how it is, how it should be now and which entry of its schedule says so, what would be sent, its GPUs before and after, and the next change of its schedule. Then it compares the GPUs of each family with the quota. Nothing is sent. If apply would refuse the file, or could not create a deployment because its zone lacks the GPU type, model or engine parameter, plan ends with the same exit code; other refusals by the service are not foreseen. docs/inference-file.schema.json describes the file for editors.',
  options: [
    FILE,
    SELECTED_ZONE,
    AT,
    ['--detailed-exitcode', 'exit with 11 if something would change'],
    ['--markdown', 'print a table for a comment in a pull request'],
    ['--prune', 'include what apply --prune would delete'],
    NO_CREATION_PREFLIGHT,
    PRICES,
  ],
  examples: [
    'exo-di plan -f inference.yaml',
    'exo-di plan my-app -f inference.yaml',
    'exo-di plan -f inference.yaml --at 2026-12-24T08:00 -O json',
    'exo-di plan -f inference.yaml --detailed-exitcode',
    'exo-di plan -f inference.yaml --markdown',
  ],
  view: planView,
  jsonKeys: 'at, changes, refused, deployments, families, outside, requests, cost, paused, warnings',
  document: async () => (await import('./plan-document.js')).planJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./plan.js')).run,
};
