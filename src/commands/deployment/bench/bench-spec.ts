import { benchView } from '../../../output/views/bench.js';
import { FORCE, PRICES, ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { ENDPOINT } from '../endpoint/endpoint-spec.js';

export const bench: CommandSpec = {
  name: 'bench',
  args: ['NAME'],
  summary: 'Measure how many a deployment serves at once, and how fast',
  about:
    'Keeps a number of requests under way at once and takes their times: to the first token (TTFT), and for each token after it (TPOT), at the percentiles 50, 90, 95 and 99. A request counts from when it was due; one that the end of the budget breaks off counts with what it took until then, so that the slowest are not left out; the first requests of a level warm it up and do not count. With --slo the largest number at once is looked for at which 95 % of the requests are within the objective, and with --at-once the replicas that it takes, and their cost. The load is real: whoever else uses the deployment feels it. It ends after --max-duration or --max-tokens, and asks first. Nothing is scaled.',
  options: [
    ['--concurrency <list>', 'requests at once, a level each (default: 1,4,16; none with --slo)'],
    ['--slo <objective>', 'find the largest number at once within it: ttft=500ms,tps=20'],
    ['--at-once <n>', 'say how many replicas serve so many at once within --slo'],
    ['--input-tokens <n>', 'words of a prompt, about a token each (default: 128)'],
    ['--output-tokens <n>', 'tokens of a reply (default: 128)'],
    ['--prompts <file>', 'prompts, one a line, as they stand or as JSON with a "prompt"'],
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
