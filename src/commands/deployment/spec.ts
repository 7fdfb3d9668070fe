import { deploymentApiKeyView } from '../../output/views/api-key.js';
import { deletedView } from '../../output/views/deleted.js';
import { deploymentListView, deploymentShowView } from '../../output/views/deployment.js';
import { instanceTypeView } from '../../output/views/instance-type.js';
import { logEntryView } from '../../output/views/log-entry.js';
import {
  ENGINE_HELP,
  FORCE,
  LIST_FLAGS,
  SHOW_REQUEST,
  WAIT_FLAGS,
  WAIT_TIMEOUT,
  WATCH,
  ZONE,
  ZONE_OR_ALL,
  ZONE_TO_DELETE_IN,
} from '../../program/flags.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';
import { autoscale } from './autoscale/autoscale-spec.js';
import { bench } from './bench/bench-spec.js';
import { clone, create } from './create/create-spec.js';
import { chat, check, env, snippet } from './endpoint/endpoint-spec.js';
import { explain } from './explain/explain-spec.js';
import { explaining } from './explain/explaining.js';
import { history } from './history/history-spec.js';
import { idle, top } from './load/load-spec.js';
import { proxy } from './proxy/proxy-spec.js';
import { scale } from './scale/scale-spec.js';

/* Here are the specs of commands that have no folder of their own; the others have theirs in their folders. */

const show: CommandSpec = {
  name: 'show',
  aliases: ['get'],
  args: ['NAME'],
  summary: 'Show a deployment, by name or ID',
  first: true,
  options: [WATCH, ZONE],
  examples: ['exo-di deployment show my-app -z at-vie-2', 'exo-di deployment show my-app -O json'],
  view: deploymentShowView,
  onlyReads: true,
  load: async () => (await import('./show.js')).run,
};

const list: CommandSpec = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List deployments, of one zone or of all',
  about:
    'Without a zone, all zones are asked at once. If some of them fail, the others are printed, with a warning (exit code 10).',
  first: true,
  options: [WATCH, ...LIST_FLAGS, ZONE_OR_ALL],
  examples: [
    'exo-di deployment list',
    'exo-di deployment list --columns name,zone,replicas --sort replicas:desc',
    "exo-di deployment list -z at-vie-2 --output-template '{{.Name}} {{.Replicas}}'",
  ],
  view: deploymentListView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./list.js')).run,
};

const update: CommandSpec = {
  name: 'update',
  args: ['NAME'],
  summary: 'Change the name, engine parameters or engine version',
  about:
    'Prints each change with its old and new value. Values that are already as requested are not sent; if all are, nothing is sent (exit code 0). Without a flag for a change, the exit code is 2. To change the replicas, use scale; GPU type and GPU count are fixed at creation.',
  options: [
    ['--name <name>', 'new name'],
    [
      '--inference-engine-params <params>',
      'parameters of the inference engine, separated by blanks; JSON and quoted text may contain blanks; "" clears them',
    ],
    ['--inference-engine-version <version>', 'version of the inference engine'],
    ['--gpu-count <n>', 'refused if it differs: the GPU count is fixed at creation'],
    ENGINE_HELP,
    ['--no-preflight', 'leave the checks of engine version and parameters to the service'],
    SHOW_REQUEST,
    ...WAIT_FLAGS,
    ZONE,
  ],
  examples: [
    'exo-di deployment update my-app --inference-engine-params "--max-model-len=8192" -z at-vie-2',
    'exo-di deployment update my-app --inference-engine-params "" -z at-vie-2',
    'exo-di deployment update my-app --name chat -z at-vie-2 --dry-run',
    'exo-di deployment update --inference-engine-parameter-help --inference-engine-version 0.25.1',
  ],
  view: deploymentShowView,
  load: async () => explaining((await import('./update.js')).run),
};

const remove: CommandSpec = {
  name: 'delete',
  aliases: ['del'],
  args: ['NAME...'],
  summary: 'Delete deployments; their URLs and API keys are lost',
  about:
    'Asks first. With -f, a deployment that does not exist is only a warning. To stop GPU billing and keep URL and API key, scale to zero instead.',
  first: true,
  options: [FORCE, SHOW_REQUEST, ...WAIT_FLAGS, ZONE_TO_DELETE_IN],
  examples: ['exo-di deployment delete my-app -z at-vie-2 -f'],
  view: deletedView,
  prints: 'list',
  load: async () => (await import('./delete.js')).run,
};

const logs: CommandSpec = {
  name: 'logs',
  args: ['NAME'],
  summary: 'Show the last log lines of a deployment, and follow them',
  about:
    'Prints the messages; -O json prints an object for each line, with time and node. On a terminal, control characters are shown, not obeyed; pipes and files get each line unchanged. --follow asks every 2 seconds until Ctrl-C, and warns if lines came faster than they could be read.',
  options: [
    ['--tail <n>', 'number of lines to show (default: 10, also for 0 or less; with --follow, 0 shows none)'],
    ['-f, --follow', 'then print new lines until Ctrl-C'],
    ZONE,
  ],
  examples: [
    'exo-di deployment logs my-app -z at-vie-2',
    'exo-di deployment logs my-app --tail 100 -O json -z at-vie-2',
    "exo-di deployment logs my-app --output-template '{{.Time}} {{.Node}} {{.Message}}' -z at-vie-2",
  ],
  view: logEntryView,
  prints: 'lines',
  onlyReads: true,
  load: async () => (await import('./logs.js')).run,
};

const revealApiKey: CommandSpec = {
  name: 'reveal-api-key',
  args: ['NAME'],
  summary: "Show the API key that opens a deployment's URL",
  about:
    'The key stays the same when the deployment is scaled, also to zero. Deleting the deployment deletes it.',
  options: [ZONE],
  examples: ["exo-di deployment reveal-api-key my-app -z at-vie-2 --output-template '{{.APIKey}}'"],
  view: deploymentApiKeyView,
  load: async () => (await import('./reveal-api-key.js')).run,
};

const wait: CommandSpec = {
  name: 'wait',
  args: ['NAME'],
  summary: 'Wait until a deployment is ready, stopped or deleted',
  about:
    'Watches the deployment itself, whoever changes it, until it is ready (with replicas), stopped (at zero replicas) or deleted. A new deployment may take some seconds to become visible. Ends with 7 as soon as the state is error, and with 8 after --wait-timeout. -O json, -O text and templates print the deployment, and nothing if it is deleted.',
  options: [['--for <state>', 'ready, stopped or deleted (default: ready)'], WAIT_TIMEOUT, ZONE],
  examples: [
    'exo-di deployment wait my-app -z at-vie-2 --wait-timeout 10m',
    'exo-di deployment wait my-app --for stopped -z at-vie-2',
  ],
  view: deploymentShowView,
  onlyReads: true,
  load: async () => explaining((await import('./wait.js')).run),
};

const instanceType: CommandSpec = {
  name: 'instance-type',
  summary: 'List GPU families, and where you may use them',
  about:
    'Without a zone, all zones are asked at once. If some of them fail, the others are printed, with a warning (exit code 10). An authorized family still needs quota: see exo-di limits gpu.',
  options: [...LIST_FLAGS, ZONE_OR_ALL],
  examples: ['exo-di deployment instance-type -z at-vie-2', 'exo-di deployment instance-type -O json'],
  view: instanceTypeView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./instance-type.js')).run,
};

/** `exo-di deployment …` */
export const deploymentGroup: GroupSpec = {
  begin: [
    'exo-di deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2',
    'exo-di deployment scale my-app 3 -z at-vie-2',
    'exo-di deployment scale my-app 0 -z at-vie-2',
  ],
  commands: [
    create,
    show,
    list,
    scale,
    autoscale,
    clone,
    update,
    remove,
    logs,
    explain,
    history,
    top,
    idle,
    check,
    bench,
    chat,
    proxy,
    revealApiKey,
    env,
    snippet,
    wait,
    instanceType,
  ],
};
