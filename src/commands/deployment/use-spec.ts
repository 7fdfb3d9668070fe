import { deploymentApiKeyView } from '../../output/views/api-key.js';
import { deploymentShowView } from '../../output/views/deployment.js';
import { explanationView } from '../../output/views/explanation.js';
import { logEntryView } from '../../output/views/log-entry.js';
import { WAIT_TIMEOUT, ZONE } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';
import { explaining } from './explain/explaining.js';

/** `exo-di deployment logs` */
export const logs: CommandSpec = {
  name: 'logs',
  args: ['NAME'],
  summary: 'Show the last log lines of a deployment, and follow them',
  about:
    'Prints the messages; with -O json time and node too, one object a line. On a terminal, control characters are shown, not obeyed; in pipes and files each line is as it came. --follow asks every 2 seconds until Ctrl-C; a warning tells where lines came faster than they could be read.',
  options: [
    [
      '--tail <n>',
      'how many of the last lines to show (default, and for 0 or less: 10; with --follow 0 is none)',
    ],
    ['-f, --follow', 'go on with new lines until Ctrl-C'],
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

/** `exo-di deployment reveal-api-key` */
export const revealApiKey: CommandSpec = {
  name: 'reveal-api-key',
  args: ['NAME'],
  summary: "Show the API key that opens a deployment's URL",
  about: 'The key stays the same through scaling, to zero too; deleting the deployment loses it.',
  options: [ZONE],
  examples: ["exo-di deployment reveal-api-key my-app -z at-vie-2 --output-template '{{.APIKey}}'"],
  view: deploymentApiKeyView,
  load: async () => (await import('./reveal-api-key.js')).run,
};

/** `exo-di deployment wait` */
export const wait: CommandSpec = {
  name: 'wait',
  args: ['NAME'],
  summary: 'Wait until a deployment is ready, stopped or deleted',
  about:
    'Watches the deployment itself, whoever changes it: ready (with replicas), stopped (at zero replicas), deleted. A new deployment may take some seconds to become visible. Exit code 7 as soon as the state is error, 8 at the end of --wait-timeout.',
  options: [['--for <state>', 'ready, stopped or deleted (default: ready)'], WAIT_TIMEOUT, ZONE],
  examples: [
    'exo-di deployment wait my-app -z at-vie-2 --wait-timeout 10m',
    'exo-di deployment wait my-app --for stopped -z at-vie-2',
  ],
  view: deploymentShowView,
  onlyReads: true,
  load: async () => explaining((await import('./watch/wait.js')).run),
};

/** `exo-di deployment explain` */
export const explain: CommandSpec = {
  name: 'explain',
  args: ['NAME'],
  summary: 'Say why a deployment does not serve, and what to type',
  about:
    'Reads the deployment and its logs: the cause, the line that proves it, and commands that keep everything else as it is. Nothing is changed. A cause that is not known is said to be unknown, with the last errors; what serves is never blamed. Exit code 0 when it serves, 7 with a cause, 8 while it starts within normal time, with what it is doing.',
  options: [ZONE],
  examples: ['exo-di deployment explain my-app', 'exo-di deployment explain my-app -z at-vie-2 -O json'],
  view: explanationView,
  jsonKeys: ['name', 'zone', 'state', 'kind', 'cause', 'evidence', 'fixes', 'confidence'],
  document: async () => (await import('./explain/explain-schema.js')).explanationJsonSchema(),
  onlyReads: true,
  load: async () => (await import('./explain/explain.js')).run,
};
