import { endpointEnvView } from '../../../output/views/endpoint-env.js';
import { snippetView } from '../../../output/views/snippet.js';
import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';
import { ENDPOINT } from './answer-spec.js';

const ASKED =
  'Which model is served, and where below the URL, is asked of the deployment itself; where it does not answer, at zero replicas say, both are as the service lists them, and a warning tells so.';

/** `exo-di deployment env` */
export const env: CommandSpec = {
  name: 'env',
  args: ['NAME'],
  summary: 'Print OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL for a shell',
  about: `For eval "$(…)" in sh and its kin, | source in fish, | Out-String | Invoke-Expression in PowerShell; dotenv is for files. github is for eval in a step of a workflow: it masks the key first, then writes to $GITHUB_ENV, for the steps that follow. It prints the key: where standard output is a terminal only with --show-secret. ${ASKED}`,
  options: [
    ['--shell <shell>', 'sh, fish, powershell, dotenv or github (default: sh)'],
    ['--show-secret', 'print the key although a terminal is looking'],
    ...ENDPOINT,
    ZONE,
  ],
  examples: [
    'exo-di deployment env my-app -z at-vie-2',
    'exo-di deployment env my-app --shell dotenv -z at-vie-2',
    'exo-di deployment env my-app --shell github -z at-vie-2',
  ],
  view: endpointEnvView,
  onlyReads: true,
  load: async () => (await import('./env.js')).run,
};

/** `exo-di deployment snippet` */
export const snippet: CommandSpec = {
  name: 'snippet',
  args: ['NAME'],
  summary: 'Print what a program needs to use a deployment, ready to paste',
  about: `curl, python and node send a prompt and need nothing else installed; langchain is Python too; litellm and continue are configuration files, open-webui is started with Docker. The key is not in it: it is referred to as OPENAI_API_KEY, with the command that sets it. ${ASKED}`,
  options: [
    ['--for <program>', 'curl, python, node, litellm, langchain, open-webui or continue'],
    ...ENDPOINT,
    ZONE,
  ],
  examples: [
    'exo-di deployment snippet my-app --for curl -z at-vie-2',
    'exo-di deployment snippet my-app --for litellm -z at-vie-2',
  ],
  view: snippetView,
  onlyReads: true,
  load: async () => (await import('./snippet.js')).run,
};
