import { checkView, endpointEnvView, snippetView } from '../../../output/views/endpoint.js';
import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

/** Of every command that speaks to a deployment's URL. */
export const ENDPOINT: readonly (readonly [string, string])[] = [
  ['--base-url <url>', "where the OpenAI-compatible API is, in place of the deployment's URL"],
  ['--model <name>', 'model to ask for, where several are served'],
];

export const check: CommandSpec = {
  name: 'check',
  args: ['NAME'],
  summary: 'Ask a deployment for a few words: whether it answers, and how fast',
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

export const chat: CommandSpec = {
  name: 'chat',
  args: ['NAME', '[PROMPT]'],
  usage: '[flags] <NAME> [PROMPT|-]',
  summary: 'Talk to a deployment: one prompt, or a conversation',
  about:
    'Prints the reply while it comes. In a pipe standard input is the prompt (- says so); at a terminal without a prompt it is a conversation: Ctrl-C stops a reply, Ctrl-D ends, arrows bring back what was typed, /system TEXT tells the model something first, /clear forgets. Tokens and speed are told on stderr (-Q: not). Control characters in a reply are shown on a terminal, not obeyed. -O json asks for the reply in one piece and prints it as the endpoint gave it. Exit codes as of `deployment check`; 2 when the prompt is refused. A reply that is silent for 5 minutes is given up (--timeout).',
  options: [
    ['--system <text>', 'what the model is told first'],
    ['--max-tokens <n>', 'longest reply, in tokens'],
    ['--temperature <n>', 'from 0, always the likeliest word, to 2'],
    ['--image <file>', 'PNG, JPEG, GIF or WebP to go with the prompt, 20 MiB at most'],
    ...ENDPOINT,
    ZONE,
  ],
  examples: [
    'exo-di deployment chat my-app "Tell a joke" -z at-vie-2',
    'exo-di deployment chat my-app "Name three colours" --system "You answer in French" --max-tokens 64',
    'exo-di deployment chat my-app "Tell a joke" -O json',
  ],
  document: async () => ({ type: 'object', description: "the endpoint's answer, as OpenAI's API has it" }),
  load: async () => (await import('./chat.js')).run,
};

const ASKED =
  'Asks the deployment which model it serves, and at which path; where it does not answer, at zero replicas say, both are as the service lists them, with a warning.';

export const env: CommandSpec = {
  name: 'env',
  args: ['NAME'],
  summary: 'Print OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL for a shell',
  about: `For eval "$(…)" in sh and its kin, | source in fish, | Out-String | Invoke-Expression in PowerShell; dotenv is for files. github is for eval in a step of a workflow: it masks the key first, then writes to $GITHUB_ENV, for the steps that follow. It prints the key; on a terminal only with --show-secret. ${ASKED}`,
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

export const snippet: CommandSpec = {
  name: 'snippet',
  args: ['NAME'],
  usage: '[flags] <NAME> --for <program>',
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
