import type { TopicName } from './commands/help/spec.js';
import { type Place, rootPlace, TREE_NAMES } from './program/place.js';
import type { GroupEntry, GroupSpec, SelfSpec } from './program/spec.js';

/** A command without verbs. */
const alone = (self: SelfSpec): GroupSpec => ({ commands: [], self });

/** The resources of Dedicated Inference; the same tree is also below `dedicated-inference`, `ai` and `inference`. */
export const RESOURCES: readonly GroupEntry[] = [
  {
    name: 'deployment',
    summary: 'Create, scale and delete deployments of models on GPUs',
    first: true,
    load: async () => (await import('./commands/deployment/spec.js')).deploymentGroup,
  },
  {
    name: 'model',
    summary: 'Download models from Hugging Face, and delete them',
    load: async () => (await import('./commands/model/spec.js')).modelGroup,
  },
  {
    name: 'api-key',
    summary: 'Create, rotate and delete API keys for inference',
    load: async () => (await import('./commands/api-key/spec.js')).apiKeyGroup,
  },
  {
    name: 'operation',
    summary: 'Show operations, and wait for them',
    load: async () => (await import('./commands/operation/spec.js')).operationGroup,
  },
];

/** The commands beside the resources. */
export const TOOLS: readonly GroupEntry[] = [
  {
    name: 'plan',
    summary: 'Show what apply would do, and why',
    load: async () => alone((await import('./commands/plan/spec.js')).plan),
  },
  {
    name: 'apply',
    summary: 'Make the deployments of a file as the file says',
    load: async () => alone((await import('./commands/apply/spec.js')).apply),
  },
  {
    name: 'schedule',
    summary: 'Draw the schedules of a file, print jobs that run them',
    load: async () => (await import('./commands/schedule/spec.js')).scheduleGroup,
  },
  {
    name: 'hold',
    summary: 'Hold deployments of a file at a size for some time',
    load: async () => (await import('./commands/hold/spec.js')).holdGroup,
  },
  {
    name: 'release',
    summary: 'End holds before their time',
    load: async () => alone((await import('./commands/hold/spec.js')).release),
  },
  {
    name: 'pause',
    summary: 'Keep apply from sending anything for a file',
    load: async () => alone((await import('./commands/hold/spec.js')).pause),
  },
  {
    name: 'resume',
    summary: 'End a pause before its time',
    load: async () => alone((await import('./commands/hold/spec.js')).resume),
  },
  {
    name: 'export',
    summary: 'Write a file that describes the existing deployments',
    load: async () => alone((await import('./commands/export/spec.js')).exportCommand),
  },
  {
    name: 'limits',
    summary: 'Show the limits of the organization, with the GPU quota',
    load: async () => (await import('./commands/limits/spec.js')).limitsGroup,
  },
  {
    name: 'price',
    aliases: ['prices'],
    summary: 'Show list prices of GPUs',
    load: async () => alone((await import('./commands/price/spec.js')).price),
  },
  {
    name: 'cost',
    summary: 'Show GPU-hours of a month, and what was billed for them',
    load: async () => alone((await import('./commands/cost/spec.js')).cost),
  },
  {
    name: 'zone',
    aliases: ['zones'],
    summary: 'List the zones of the service',
    load: async () => (await import('./commands/zone/spec.js')).zoneGroup,
  },
  {
    name: 'config',
    summary: 'Manage accounts: API keys, secrets, default zones',
    first: true,
    load: async () => (await import('./commands/config/spec.js')).configGroup,
  },
  {
    name: 'doctor',
    summary: 'Check credentials, network, permissions and quota',
    first: true,
    load: async () => alone((await import('./commands/doctor/spec.js')).doctor),
  },
  {
    name: 'sandbox',
    summary: 'Run a local API to try things; no account needed',
    first: true,
    load: async () => (await import('./commands/sandbox/spec.js')).sandboxGroup,
  },
  {
    name: 'completion',
    summary: 'Set up completion in bash, zsh, fish and PowerShell',
    load: async () => (await import('./commands/completion/spec.js')).completionGroup,
  },
  {
    name: 'version',
    summary: 'Print the version',
    load: async () => alone((await import('./commands/version/spec.js')).version),
  },
];

const ENTRIES = [...RESOURCES, ...TOOLS];

/** What stands at the top, and all of it once more below `exo`'s names for the tree. */
export const TOP: readonly GroupEntry[] = [
  ...ENTRIES,
  { ...TREE_NAMES, load: async () => ({ commands: [], groups: ENTRIES }) },
];

/** A topic of help, such as `help output`. */
const topic = (name: TopicName, summary: string): GroupEntry => ({
  name,
  summary,
  load: async () => alone((await import('./commands/help/spec.js')).topic(name)),
});

/** The topics of help, and `help` itself. */
export const TOPICS: readonly GroupEntry[] = [
  {
    name: 'help',
    summary: 'Show the help of a command or a topic',
    load: async () => alone((await import('./commands/help/spec.js')).help(TREE)),
  },
  topic('environment', 'Environment variables and precedence'),
  topic('output', 'Output formats, templates, errors as JSON'),
  topic('exit-codes', 'What each exit code means'),
];

/** The whole tree, for code that reads command lines without the parser: completion, suggestions, the reference. */
export const TREE: Place = rootPlace([...TOP, ...TOPICS]);
