import { planView } from '../../output/views/plan.js';
import { AT, FILE, PRICES, SELECTED_ZONE } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

export const plan: CommandSpec = {
  name: 'plan',
  args: ['[NAME...]'],
  usage: '[flags] [NAME...] -f <file>',
  summary: 'Show what apply would do: what is, what should be and why',
  about:
    'For each deployment of the file, or those that are named: what is, what should be now and which entry of its schedule says so, what would be sent, its GPUs now and then, and the next change to come; and the GPUs of each family against the quota. Nothing is sent, and what apply would refuse before it sends anything ends with its exit code; what only the service refuses is not foreseen. The file is described by docs/inference-file.schema.json, for editors.',
  options: [
    FILE,
    SELECTED_ZONE,
    AT,
    ['--detailed-exitcode', 'exit with 11 when something would change'],
    ['--markdown', 'a table for the comment of a pull request'],
    ['--prune', 'with what apply --prune would delete'],
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
  document: async () => (await import('./document.js')).planJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./plan.js')).run,
};
