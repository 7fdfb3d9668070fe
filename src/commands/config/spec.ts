import { accountListView, accountShowView } from '../../output/views/config.js';
import { FORCE, LIST_FLAGS } from '../../program/flags.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';

const add: CommandSpec = {
  name: 'add',
  summary: 'Add an account to the configuration file',
  about:
    'On a terminal it asks for what is not given; without one, name, key and secret are needed. The first account becomes the default. The file can be read by its owner alone, and comments and keys of other tools in it are kept. Ctrl-D ends it without writing anything (exit code 0).',
  options: [
    ['--name <name>', 'what to call the account'],
    ['--key <key>', 'API key'],
    ['--secret <secret>', 'API secret; - reads it from standard input'],
    [
      '--secret-command <command>',
      'command that prints the secret, quoted as for a shell but run without one',
    ],
    ['-z, --zone <zone>', 'default zone'],
    ['--endpoint <url>', "API to use in place of the zones' own"],
    ['--default', 'make it the default account'],
  ],
  examples: [
    'exo-di config add',
    'pass show exoscale/ci | exo-di config add --name ci --key EXOa1b2c3 --secret - --zone at-vie-2',
    "exo-di config add --name prod --key EXOa1b2c3 --secret-command 'pass show exoscale/prod'",
  ],
  view: accountShowView,
  load: async () => (await import('./add.js')).run,
};

const list: CommandSpec = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List the accounts of the configuration file; * marks the default',
  options: LIST_FLAGS,
  examples: ['exo-di config list', 'exo-di config list -O json'],
  view: accountListView,
  prints: 'list',
  load: async () => (await import('./list.js')).run,
};

const show: CommandSpec = {
  name: 'show',
  aliases: ['get'],
  args: ['[NAME]'],
  summary: 'Show an account; its secret stays masked',
  about:
    'Without NAME, what is in force: the account that commands use, what the environment says in its place, what is built in, and where each comes from. With NAME, that account as the file has it.',
  examples: ['exo-di config show', 'exo-di config show prod -O json'],
  view: accountShowView,
  load: async () => (await import('./show.js')).run,
};

const set: CommandSpec = {
  name: 'set',
  args: ['NAME'],
  summary: 'Make an account the default',
  examples: ['exo-di config set prod'],
  view: accountShowView,
  load: async () => (await import('./set.js')).run,
};

const remove: CommandSpec = {
  name: 'delete',
  aliases: ['del'],
  args: ['NAME'],
  summary: 'Delete an account from the configuration file',
  about:
    'The default account can be deleted only when it is the last one. Asks first. The API key itself is not revoked.',
  options: [FORCE],
  examples: ['exo-di config delete old -f'],
  view: accountShowView,
  load: async () => (await import('./delete.js')).run,
};

const self: CommandSpec = {
  name: 'config',
  summary: 'Accounts: API keys, secrets, default zones',
  about:
    'Without a command, on a terminal, it asks for the first account, or which account is to be the default.',
  examples: ['exo-di config'],
  load: async () => (await import('./menu.js')).run,
};

export const configGroup: GroupSpec = { commands: [add, list, show, set, remove], self };
