import { benchView } from '../../../output/views/bench.js';
import { FORCE, PRICES, ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { ENDPOINT } from '../endpoint/endpoint-spec.js';

export const bench: CommandSpec = {
  name: 'bench',
  args: ['NAME'],
  summary: 'Measure how many requests it serves at once, and how fast',
  about:
    'Keeps a number of requests under way at once and measures the time to the first token (TTFT) and for each later token (TPOT), at the percentiles 50, 90, 95 and 99. The time of a request counts from the moment when it was due. A request that is cut off at the end of the budget counts with its time until then, so that the slowest are not left out. The first requests of a level warm it up and do not count.\n\n--slo looks for the largest number of requests at once with 95 % of them within the objective, and --at-once prints how many replicas that takes, and their cost. Asks first, because the load is real: other users of the deployment feel it. Ends after --max-duration or --max-tokens. Nothing is scaled.\n\nThe exit code is 0 once something is measured, as in other load tools, however many requests have failed: -O json has their number as failed. If nothing answers, it is 7. To let slow replies fail a job, see deployment check --max-ttft.',
  options: [
    ['--concurrency <list>', 'numbers of requests at once to measure (default: 1,4,16; none with --slo)'],
    ['--slo <objective>', 'find the largest number at once within: ttft=500ms,tps=20'],
    ['--at-once <n>', 'print how many replicas serve this many at once within --slo'],
    ['--input-tokens <n>', 'words of a prompt, about a token each (default: 128)'],
    ['--output-tokens <n>', 'tokens of a reply (default: 128)'],
    ['--prompts <file>', 'prompts, one per line, as plain text or as JSON with a "prompt"'],
    ['--max-duration <duration>', 'end after this long (default: 5m)'],
    ['--max-tokens <n>', 'end before prompts and replies come to more tokens (default: 200000)'],
    FORCE,
    ...ENDPOINT,
    PRICES,
    ZONE,
  ],
  examples: [
    'exo-di deployment bench my-app --concurrency 1,2 --output-tokens 4 -f -z at-vie-2',
    'exo-di deployment bench my-app --slo ttft=500ms,tps=20 --at-once 40 --max-tokens 2000 --output-tokens 4 -f -z at-vie-2',
  ],
  view: benchView,
  jsonKeys: 'name, zone, date, endpoint_type, model_id, replicas, levels, objective, capacity',
  document: async () => (await import('./bench-document.js')).benchJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./bench.js')).run,
};
