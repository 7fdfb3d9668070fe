import { accountListView, accountShowView } from '../../output/views/config.js';
import { FORCE, LIST_FLAGS } from '../../program/flags.js';
import type { CommandSpec, GroupSpec, SelfSpec } from '../../program/spec.js';

const add: CommandSpec = {
  name: 'add',
  summary: 'Add an account to the configuration file',
  about:
    'On a terminal it asks for everything that is not given; elsewhere name, key and secret are needed. The first account becomes the default. Only the owner can read the file; comments and keys of other tools in it are kept. Ctrl-D ends the command without writing anything (exit code 0).',
  options: [
    ['--name <name>', 'name of the account'],
    ['--key <key>', 'API key'],
    ['--secret <secret>', 'API secret; - reads it from standard input'],
    [
      '--secret-command <command>',
      'command that prints the secret; quoted like a shell command, but run without a shell',
    ],
    ['-z, --zone <zone>', 'default zone'],
    ['--endpoint <url>', "API endpoint to use instead of the zones' own"],
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
    'Without NAME, shows the settings that commands use now, and whether each comes from the account, the environment or a default. With NAME, shows that account as it is in the file.',
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
    'Asks first. The default account can be deleted only if it is the last one. The API key itself is not revoked.',
  options: [FORCE],
  examples: ['exo-di config delete old -f'],
  view: accountShowView,
  load: async () => (await import('./delete.js')).run,
};

const self: SelfSpec = {
  about:
    'Without a command, on a terminal, it asks for the first account, or which account should be the default.',
  examples: ['exo-di config'],
  load: async () => (await import('./menu.js')).run,
};

export const configGroup: GroupSpec = { commands: [add, list, show, set, remove], self };
