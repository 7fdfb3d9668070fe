import { checkView, endpointEnvView, snippetView } from '../../../output/views/endpoint.js';
import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

/** The flags of every command that sends requests to a deployment's URL. */
export const ENDPOINT: readonly (readonly [string, string])[] = [
  ['--base-url <url>', "send the requests to this OpenAI-compatible URL instead of the deployment's"],
  ['--model <name>', 'model to use, if several are served'],
];

export const check: CommandSpec = {
  name: 'check',
  args: ['NAME'],
  summary: 'Test whether a deployment answers, and how fast',
  about:
    'For scripts: asks the URL of the deployment which model it serves, then for one short reply (up to 32 tokens), and prints the time to the first token and the tokens per second. Exit code 0: it answers. 3: it refuses the key. 7: it does not answer; the cause and the command that fixes it are printed if they are known. 8: it is too slow. 9: it cannot be reached. One attempt takes a minute at most (--timeout). The key is the one of `deployment reveal-api-key`, and is not printed.',
  options: [
    ['--max-ttft <duration>', 'longest time to the first token; exit code 8 above it'],
    ['--min-tps <n>', 'fewest tokens per second; exit code 8 below it'],
    ['--retry-for <duration>', 'try again for this long if it does not answer or is too slow (default: 0s)'],
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
    'Prints the reply as it arrives. In a pipe, or with -, standard input is the prompt. On a terminal, without a prompt, it is a conversation: Ctrl-C stops a reply, Ctrl-D ends, the arrow keys bring back earlier input, /system TEXT sets the system prompt, /clear forgets the conversation.\n\nToken counts and speed are printed on stderr, except with -Q. On a terminal, control characters in a reply are shown, not obeyed. -O json waits for the whole reply and prints it as the endpoint gave it. The exit codes are those of `deployment check`, and 2 if the prompt is refused. A reply without a new token for 5 minutes is given up (--timeout).',
  options: [
    ['--system <text>', 'system prompt'],
    ['--max-tokens <n>', 'longest reply, in tokens'],
    ['--temperature <n>', '0 (always the likeliest token) to 2'],
    ['--image <file>', 'PNG, JPEG, GIF or WebP to send with the prompt, 20 MiB at most'],
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
  'Asks the deployment which model it serves, and at which path. If it does not answer, for instance at zero replicas, both are taken from the service, with a warning.';

export const env: CommandSpec = {
  name: 'env',
  args: ['NAME'],
  summary: 'Print OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL for a shell',
  about: `Use it with eval "$(…)" in sh, bash and zsh, | source in fish, | Out-String | Invoke-Expression in PowerShell; dotenv is for files. github is for eval in a step of a workflow: it masks the key, then writes to $GITHUB_ENV for the following steps. The key is printed; on a terminal only with --show-secret. ${ASKED}`,
  options: [
    ['--shell <shell>', 'sh, fish, powershell, dotenv or github (default: sh)'],
    ['--show-secret', 'print the key even on a terminal'],
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
  about: `curl, python and node send a prompt and need nothing else installed; langchain is Python too; litellm and continue are configuration files, open-webui is started with Docker. The key is not printed: the text refers to the variable OPENAI_API_KEY, and has the command that sets it. ${ASKED}`,
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
