import {
  apiKeyListView,
  apiKeyShowView,
  apiKeyValueView,
  createdApiKeyView,
} from '../../output/views/api-key.js';
import { deletedAnywhereView } from '../../output/views/deleted.js';
import {
  AGAIN,
  ANY_ZONE,
  FORCE,
  LIST_FLAGS,
  SENT_ONCE,
  SHOW_REQUEST,
  WAIT_FLAGS,
} from '../../program/flags.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';

const SCOPE = '--scope <scope>';
const ABOUT_SCOPE =
  'The scope is public, for all deployments, or the name or ID of one deployment (the ID if its name is "public").';

const list: CommandSpec = {
  name: 'list',
  aliases: ['ls'],
  summary: "List the organization's API keys, without their values",
  options: [...LIST_FLAGS, ANY_ZONE],
  examples: ['exo-di api-key list', 'exo-di api-key list -O json'],
  view: apiKeyListView,
  prints: 'list',
  onlyReads: true,
  load: async () => (await import('./list.js')).run,
};

const show: CommandSpec = {
  name: 'show',
  aliases: ['get'],
  args: ['NAME'],
  summary: 'Show an API key, by name or ID, without its value',
  options: [ANY_ZONE],
  examples: ['exo-di api-key show ci'],
  view: apiKeyShowView,
  onlyReads: true,
  load: async () => (await import('./show.js')).run,
};

const create: CommandSpec = {
  name: 'create',
  aliases: ['add'],
  args: ['NAME'],
  usage: '[flags] <NAME> --scope <scope>',
  summary: 'Create an API key for all deployments or for one',
  about: `${ABOUT_SCOPE} Prints the key with its value. ${SENT_ONCE}`,
  options: [
    [SCOPE, 'public, or a deployment'],
    ['--if-not-exists', 'succeed if a key of this name and scope already exists; prints its value'],
    AGAIN,
    SHOW_REQUEST,
    [
      '--wait-timeout <duration>',
      'if the answer is lost, look for the key for this long, 1m at most (default: 1m)',
    ],
    ANY_ZONE,
  ],
  examples: [
    'exo-di api-key create ci --scope public',
    'exo-di api-key create chat-frontend --scope my-app',
    "exo-di api-key create ci --scope public --if-not-exists --output-template '{{.Value}}'",
  ],
  view: createdApiKeyView,
  load: async () => (await import('./create.js')).run,
};

const update: CommandSpec = {
  name: 'update',
  args: ['NAME'],
  summary: 'Change name or scope of an API key; its value stays',
  about: `${ABOUT_SCOPE} Values that are already as requested are not sent.`,
  options: [['--name <name>', 'new name'], [SCOPE, 'public, or a deployment'], SHOW_REQUEST, ANY_ZONE],
  examples: ['exo-di api-key update ci --name ci-nightly', 'exo-di api-key update ci --scope my-app'],
  view: apiKeyShowView,
  load: async () => (await import('./update.js')).run,
};

const remove: CommandSpec = {
  name: 'delete',
  aliases: ['del', 'revoke'],
  args: ['NAME...'],
  summary: 'Delete API keys; whoever uses them is locked out at once',
  about: 'Asks first. With -f, a key that does not exist is only a warning.',
  options: [FORCE, SHOW_REQUEST, ...WAIT_FLAGS, ANY_ZONE],
  examples: ['exo-di api-key delete ci -f'],
  view: deletedAnywhereView,
  prints: 'list',
  load: async () => (await import('./delete.js')).run,
};

const reveal: CommandSpec = {
  name: 'reveal',
  args: ['NAME'],
  summary: 'Print the value of an API key, by name or ID',
  about: 'The value is a secret. -O text prints it alone on a line, for a pipe to a password manager.',
  options: [ANY_ZONE],
  examples: ['exo-di api-key reveal ci -O text'],
  view: apiKeyValueView,
  load: async () => (await import('./reveal.js')).run,
};

const rotate: CommandSpec = {
  name: 'rotate',
  args: ['NAME'],
  summary: 'Give an API key a new value; the old one stops working at once',
  about: 'Prints the new value. Asks first.',
  options: [FORCE, SHOW_REQUEST, ANY_ZONE],
  examples: ['exo-di api-key rotate ci -f', 'exo-di api-key rotate ci -f -O text'],
  view: apiKeyValueView,
  load: async () => (await import('./rotate.js')).run,
};

export const apiKeyGroup: GroupSpec = { commands: [list, show, create, update, remove, reveal, rotate] };
