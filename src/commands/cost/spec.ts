import { costView } from '../../output/views/cost.js';
import { LIST_FLAGS, PRICES, ZONE_OR_ALL } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

export const cost: CommandSpec = {
  name: 'cost',
  summary: 'Show the GPU-hours of a month, and what is billed of them',
  about:
    'Explained: gpu-count × replicas over time, from the events of the organization and what there is now, deleted deployments too, in months and days of UTC. Billed: the usage report of the service. --by family puts both side by side for each family, --by day for each day, where the report has days; a line of the report that names no GPU-hours is shown as it is. Costs are of what is explained, by the list prices of today. GPU-hours are empty (? in the table) where it is not known how many replicas there were. The role of the key has to allow list-events and get-usage-report; where one of them is refused, the other half is printed (exit code 10).',
  options: [
    ['--month <month>', 'month of UTC, such as 2026-10 (default: the present one, so far)'],
    ['--by <what>', 'deployment, family or day (default: deployment)'],
    ['--currency <currency>', 'eur, chf or usd (EXO_DI_CURRENCY; default: eur)'],
    PRICES,
    ...LIST_FLAGS,
    ZONE_OR_ALL,
  ],
  examples: ['exo-di cost', 'exo-di cost --by family -O json', 'exo-di cost --by day --sort gpu_hours:desc'],
  view: costView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./cost.js')).run,
};
