import { checkView } from '../../output/views/check.js';
import { ZONE } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';

/** Of every command that speaks to a deployment's URL. */
export const ENDPOINT: readonly (readonly [string, string])[] = [
  ['--base-url <url>', "where the OpenAI-compatible API is, in place of the deployment's URL"],
  ['--model <name>', 'model to ask for, where several are served'],
];

/** `exo-di deployment check` */
export const check: CommandSpec = {
  name: 'check',
  args: ['NAME'],
  summary: 'Ask a deployment for a few words: does it answer, and how fast?',
  about:
    'A gate for scripts: asks the URL of the deployment which model it serves, then for one tiny completion (up to 32 tokens), and prints the time to the first token and the tokens a second. Exit code 0 when it answers, 7 when it does not, with the cause and the command that mends it where they are known, 3 when it refuses the key, 8 when it is too slow, 9 when it is not reached. One look takes a minute at most (--timeout). The key is the one of `deployment reveal-api-key`, and is not printed.',
  options: [
    ['--max-ttft <duration>', 'longest time to the first token; later is exit code 8'],
    ['--min-tps <n>', 'fewest tokens a second; less is exit code 8'],
    [
      '--retry-for <duration>',
      'ask again for this long while it does not answer or is too slow (default: 0s)',
    ],
    ...ENDPOINT,
    ZONE,
  ],
  examples: [
    'exo-di deployment check my-app -z at-vie-2',
    'exo-di deployment check my-app --max-ttft 2s --min-tps 20 --retry-for 10m -O json',
  ],
  view: checkView,
  onlyReads: true,
  load: async () => (await import('./check.js')).run,
};
