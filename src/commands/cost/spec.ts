import { costView } from '../../output/views/cost.js';
import { CURRENCY, LIST_FLAGS, PRICES, ZONE_OR_ALL } from '../../program/flags.js';
import type { SelfSpec } from '../../program/spec.js';

export const cost: SelfSpec = {
  about:
    'Explained: gpu-count × replicas × time, computed from the events of the organization and from what exists now, with deleted deployments, in months and days of UTC. Billed: the usage report of the service. --by family shows both for each family, --by day for each day, if the report has days. A line of the report that names no GPU-hours is shown as it is. Costs are those of the explained GPU-hours, at today’s list prices. GPU-hours are empty (? in the table) if the number of replicas is not known.\n\nThe role of the API key must allow list-events and get-usage-report; if one of them is refused, the other half is printed (exit code 10).',
  options: [
    ['--month <month>', 'month in UTC, such as 2026-10 (default: the current month)'],
    ['--by <what>', 'deployment, family or day (default: deployment)'],
    CURRENCY,
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
