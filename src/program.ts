import { Command, CommanderError } from 'commander';
import { UsageError } from './errors.js';
import {
  addCommand,
  addGlobalOptions,
  addSelf,
  type GroupSpec,
  pathOf,
  type Runner,
} from './program/define.js';

/** A resource or topic at the top of the tree; its verbs are loaded when it is typed. */
interface GroupEntry {
  name: string;
  summary: string;
  load: () => Promise<GroupSpec>;
}

/** The resources of Dedicated Inference; the same tree stands under `dedicated-inference`, `ai` and `inference`. */
const RESOURCES: readonly GroupEntry[] = [
  {
    name: 'deployment',
    summary: 'Create, scale and delete deployments of models on GPUs',
    load: async () => (await import('./program/deployment.js')).deploymentGroup,
  },
  {
    name: 'model',
    summary: 'Download models from Hugging Face, and delete them',
    load: async () => (await import('./program/model.js')).modelGroup,
  },
  {
    name: 'api-key',
    summary: 'Create, rotate and delete API keys for inference',
    load: async () => (await import('./program/api-key.js')).apiKeyGroup,
  },
  {
    name: 'operation',
    summary: 'Follow what the service is doing',
    load: async () => (await import('./program/operation.js')).operationGroup,
  },
];

/** What stands beside them. */
const TOOLS: readonly GroupEntry[] = [
  {
    name: 'plan',
    summary: 'Show what apply would do: what is, what should be and why',
    load: async () => (await import('./program/plan.js')).planGroup,
  },
  {
    name: 'apply',
    summary: 'Bring deployments into the state a file asks for',
    load: async () => (await import('./program/apply.js')).applyGroup,
  },
  {
    name: 'schedule',
    summary: 'See the schedules of a file, and what runs them',
    load: async () => (await import('./program/schedule.js')).scheduleGroup,
  },
  {
    name: 'export',
    summary: 'Write the file for what there is now',
    load: async () => (await import('./program/export.js')).exportGroup,
  },
  {
    name: 'limits',
    summary: 'The GPU quota of the organization',
    load: async () => (await import('./program/limits.js')).limitsGroup,
  },
  {
    name: 'zone',
    summary: 'The zones of the service',
    load: async () => (await import('./program/zone.js')).zoneGroup,
  },
  {
    name: 'config',
    summary: 'Accounts: API keys, secrets, default zones',
    load: async () => (await import('./program/config.js')).configGroup,
  },
  {
    name: 'sandbox',
    summary: 'A local API to try and rehearse against, no account needed',
    load: async () => (await import('./program/sandbox.js')).sandboxGroup,
  },
  {
    name: 'version',
    summary: 'Print the version',
    load: async () => (await import('./program/version.js')).versionGroup,
  },
];

/** Help, and what it can be asked about beside the commands. */
const TOPICS: readonly GroupEntry[] = [
  {
    name: 'help',
    summary: 'Show the help of a command or a topic',
    load: async () => (await import('./program/help.js')).helpGroup,
  },
  {
    name: 'environment',
    summary: 'Environment variables and precedence',
    load: async () => (await import('./program/help.js')).topicGroup('environment'),
  },
  {
    name: 'output',
    summary: 'Output formats, templates, errors as JSON',
    load: async () => (await import('./program/help.js')).topicGroup('output'),
  },
  {
    name: 'exit-codes',
    summary: 'What each exit code means',
    load: async () => (await import('./program/help.js')).topicGroup('exit-codes'),
  },
];

/** Names under which the reference has this tree. */
const TREE_NAMES = { name: 'dedicated-inference', aliases: ['ai', 'inference'] };

/** A command that holds others and is typed without one of them: only the bare `exo-di` means its help. */
class Tree extends Command {
  override createCommand(name?: string): Command {
    return new Tree(name);
  }

  override help(): never {
    if (this.parent) {
      const names = this.commands.map((command) => command.name());
      throw new UsageError(`${pathOf(this)} needs a command`, {
        code: 'command-needed',
        hint: `one of: ${names.join(', ')}`,
      });
    }
    this.outputHelp();
    throw new CommanderError(0, 'commander.help', '(outputHelp)');
  }
}

export interface ProgramOptions {
  run: Runner;
  /** Prints help that was asked for. */
  print: (text: string) => void;
  columns: number;
}

/**
 * The tree of commands. Groups are empty until they are typed: their verbs, flags and help are loaded then.
 * Parsing throws commander's own errors, which `main` translates.
 */
export function createProgram({ run, print, columns }: ProgramOptions): Command {
  const root = new Tree('exo-di');
  root
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
      getOutHasColors: () => false,
    })
    .configureHelp({
      showGlobalOptions: false,
      subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', '),
    })
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'show this help')
    .usage('[flags] <command>')
    .description('Run large language models on dedicated GPUs with Exoscale Dedicated Inference.')
    .enablePositionalOptions()
    .helpCommand(false)
    .showSuggestionAfterError(true);
  root.version('', '-V, --version', 'print the version');
  addGlobalOptions(root);
  addGroups(root, [...RESOURCES, ...TOOLS], run);
  const tree = addGroup(root, TREE_NAMES.name, 'The same commands, as exo has them').aliases(
    TREE_NAMES.aliases,
  );
  addGroups(tree, [...RESOURCES, ...TOOLS], run);
  root.commandsGroup('Help:');
  addGroups(root, TOPICS, run);
  return root;
}

/** A command that only holds others. */
function addGroup(parent: Command, name: string, summary: string): Command {
  const group = parent
    .command(name)
    .summary(summary)
    .description(`${summary}.`)
    .usage('[flags] <command>')
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
  addGlobalOptions(group);
  return group;
}

function addGroups(parent: Command, entries: readonly GroupEntry[], run: Runner): void {
  const loaders = new Map<Command, GroupEntry['load']>();
  for (const { name, summary, load } of entries) {
    const group = addGroup(parent, name, summary);
    loaders.set(group, load);
  }
  parent.hook('preSubcommand', async (_parent, group) => {
    const load = loaders.get(group);
    loaders.delete(group);
    if (!load) return;
    const { commands, self } = await load();
    for (const spec of commands) addCommand(group, spec, run);
    if (self) addSelf(group, self, run);
  });
}
