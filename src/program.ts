import { Command, CommanderError, type ErrorOptions, type ParseOptionsResult } from 'commander';
import { UsageError } from './errors.js';
import { spelled } from './program/argv.js';
import { addCommands, addGlobalOptions, addSelf, openWhenTyped, type Runner } from './program/define.js';
import { formatHelp } from './program/format-help.js';
import { pathOf, refusal } from './program/refusal.js';
import { type GroupEntry, RESOURCES, TOOLS, TOPICS, TREE_NAMES } from './tree.js';
import { VERSION } from './version.js';

/** A command that holds others and is typed without one of them: only the bare `exo-di` means its help. */
class Tree extends Command {
  override createCommand(name?: string): Command {
    return new Tree(name);
  }

  override parseOptions(argv: string[]): ParseOptionsResult {
    const names = new Set(this.commands.flatMap((command) => [command.name(), ...command.aliases()]));
    const { args, switches } = spelled(argv, this.options, (word) => names.has(word));
    const result = super.parseOptions(args);
    // Off is said too: nearer to the end it comes before an on.
    for (const [option, on] of switches)
      if (!on) this.setOptionValueWithSource(option.attributeName(), option.negate, 'cli');
    return result;
  }

  override error(message: string, options?: ErrorOptions): never {
    throw refusal(this, message, options?.code);
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
      // The aliases of the whole tree stand in its summary: in the first column they would make it twice as wide.
      subcommandTerm: (command) =>
        command.parent === root ? command.name() : [command.name(), ...command.aliases()].join(', '),
      commandUsage: (command) => `${pathOf(command)} ${command.usage()}`,
      formatHelp,
    })
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'show this help')
    .usage('[flags] <command>')
    .description('Run large language models on dedicated GPUs with Exoscale Dedicated Inference.')
    .enablePositionalOptions()
    .helpCommand(false)
    .showSuggestionAfterError(false);
  root.version(`exo-di ${VERSION}`, '-V, --version', 'print the version');
  addGlobalOptions(root);
  addGroups(root, [...RESOURCES, ...TOOLS], run);
  const tree = addName(root, TREE_NAMES.name, TREE_NAMES.summary).aliases(TREE_NAMES.aliases);
  const openTree = () => {
    describeGroup(tree);
    addGroups(tree, [...RESOURCES, ...TOOLS], run);
    addGlobalOptions(tree);
  };
  openWhenTyped(root, new Map([[tree, openTree]]));
  root.commandsGroup('Help:');
  addGroups(root, TOPICS, run);
  return root;
}

/** A command that only holds others. Until it is typed it is a name and a summary. */
function addName(parent: Command, name: string, summary: string): Command {
  return parent.command(name).summary(summary).helpCommand(false);
}

function addGroups(parent: Command, entries: readonly GroupEntry[], run: Runner): void {
  const openers = new Map<Command, () => Promise<void>>();
  for (const { name, summary, load } of entries) {
    const group = addName(parent, name, summary);
    openers.set(group, async () => {
      describeGroup(group);
      const { commands, self } = await load();
      addCommands(group, commands, run);
      if (self) addSelf(group, self, run);
      // Behind the flags of its own, where it has some.
      addGlobalOptions(group);
    });
  }
  openWhenTyped(parent, openers);
}

function describeGroup(group: Command): void {
  group
    .description(`${group.summary()}.`)
    .usage('[flags] <command>')
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'show this help');
}
