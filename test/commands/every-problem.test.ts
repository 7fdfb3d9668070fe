import { expect, test } from 'vitest';
import { bench } from '../helpers/run.js';

// A problem of several flags together is reported beside problems of single flags and missing arguments.
test.each<[line: string | string[], problems: string[]]>([
  ['deployment autoscale --min 5 --max 2', ['NAME is required', '--min must not be more than --max']],
  [
    'deployment bench --at-once 4 --concurrency 0',
    [
      'NAME is required',
      '--concurrency must be numbers from 1 to 1024 like 1,4,16, not "0"',
      '--at-once asks how many replicas keep an objective: give --slo too',
    ],
  ],
  [
    'deployment bench a --at-once x --prompts p --input-tokens x',
    [
      '--at-once must be a whole number of 1 or more, not "x"',
      '--input-tokens must be a whole number from 1 to 1000000, not "x"',
      '--at-once asks how many replicas keep an objective: give --slo too',
      '--prompts and --input-tokens cannot be given together: prompts have their own length',
    ],
  ],
  ['deployment top --prometheus -', ['--prometheus must be the name of a file, not -']],
  [
    'sandbox start --state - --port x',
    ['--port must be a whole number from 0 to 65535, not "x"', '--state must be the name of a file, not -'],
  ],
  [
    'deployment idle a --all --no-wait',
    [
      '--for is required: how long a deployment must have had no work, as in --for 45m',
      '--all and NAME do not go together',
      '--no-wait goes with --scale-to-zero',
    ],
  ],
  [
    'deployment idle --for 1s --scale-to-zero',
    ['--for must be 30s or more', '--scale-to-zero needs names, or --all'],
  ],
  [
    'deployment clone a --replace --no-wait --gpu-count 9',
    [
      'NEW-NAME is required',
      '--gpu-count must be a whole number from 1 to 8, not "9"',
      '--replace and --no-wait do not go together: the source is scaled to zero only once the clone is ready',
    ],
  ],
  [
    'deployment proxy a a --base-url http://x --wake x',
    [
      '--wake must be a whole number from 1 to 1000, not "x"',
      'a deployment is named twice',
      '--base-url is for one deployment',
    ],
  ],
  ['deployment proxy --base-url http://x', ['NAME is required']],
  [
    'deployment scale a=1 a=2 --all x',
    [
      '--all must be a whole number of 0 or more, not "x"',
      '"a" is given two sizes, 1 and 2',
      '--all and NAME=SIZE do not go together',
    ],
  ],
  [
    'apply a --prune --heartbeat -',
    [
      '--file is required: the file of the desired state, - for standard input',
      '--heartbeat must be the name of a file, not -',
      '--prune works on whole zones: it cannot be combined with names',
      '--heartbeat works only with --every: a single run has an exit code',
    ],
  ],
  [
    'hold --until x --replicas 1',
    [
      '--file is required: the file of the desired state',
      'name the deployments to hold, or all of them with --all',
    ],
  ],
  [
    'schedule install -f - --as cron --user *',
    [
      '--user must be the name of a user of the system',
      'a job cannot read standard input or a pipe: give -f a file',
      '--user is for --as systemd',
    ],
  ],
  [
    'schedule install --as kubernetes',
    [
      '--file is required: the file of the desired state, - for standard input',
      '--image is required with --as kubernetes: an image with exo-di in it',
    ],
  ],
  [
    'schedule install --user me',
    [
      '--file is required: the file of the desired state, - for standard input',
      '--as is required: cron, systemd, github, kubernetes',
    ],
  ],
  [
    'config add --key= --secret a --secret-command b --zone A',
    [
      '--name is required',
      '--key must not be empty',
      '--zone is "A", which is not a zone\'s name like ch-dk-2',
      '--secret and --secret-command exclude each other',
    ],
  ],
  [
    ['config', 'add', '--key', 'a b', '--endpoint', 'http://example.com'],
    [
      '--name is required',
      '--key has a blank in it',
      '--secret or --secret-command is required',
      '--endpoint: http://example.com is not encrypted, and requests carry credentials',
    ],
  ],
  [
    'deployment update --dry-run',
    [
      'NAME is required',
      'nothing to change: give at least one of --name, --inference-engine-params, --inference-engine-version',
    ],
  ],
  ['api-key update', ['NAME is required', 'nothing to change: give at least one of --name, --scope']],
  [
    'cost --month 2030-01 --by x',
    ['--month 2030-01 has not begun', '--by must be one of deployment, family, day, not "x"'],
  ],
  ['deployment history --since 2030-01-01', ['NAME is required', '--since must lie before now']],
])('%s: all problems are reported at once', async (line, problems) => {
  const { code, stderr } = await bench().exo(line);
  expect([code, stderr.split('\n')[0]?.replace('error: ', '').split('; ')]).toEqual([2, problems]);
});
