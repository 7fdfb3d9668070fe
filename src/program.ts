import { Command, CommanderError, type ErrorOptions, Option, type ParseOptionsResult } from 'commander';
import { namedToHelp, spelled } from './program/argv.js';
import { addGlobalOptions, addZoneAnywhere } from './program/define.js';
import { HELP, VERSION_FLAG } from './program/flags.js';
import { beginWith, formatHelp, LEAST_BESIDE } from './program/format-help.js';
import { addGroups } from './program/groups.js';
import type { Runner } from './program/spec.js';
import { pathOf, refusal, unknownCommand } from './program/usage-errors.js';
import { TOP, TOPICS } from './tree.js';
import { VERSION } from './version.js';

const HELP_OPTION = new Option(...HELP);

/** A command of the tree: the root, a group, or one that runs. */
class Tree extends Command {
  /** Whether `help` was typed as the name of a command below this one, as in `help deployment scale`. */
  #helps = false;
  /** The word that was typed in the place of a command's name, and is none. */
  #word: string | undefined;

  override createCommand(name?: string): Command {
    return new Tree(name);
  }

  override parseOptions(argv: string[]): ParseOptionsResult {
    const names = new Set(this.commands.flatMap((command) => [command.name(), ...command.aliases()]));
    const holds = names.size > 0;
    const isName = (word: string) => names.has(word) || (holds && word === 'help');
    const { args, word, switches, command, rest } = spelled(
      argv,
      [...this.options, HELP_OPTION],
      isName,
      pathOf(this),
    );
    this.#word = word;
    // For an unknown command after `help`, commander would show the help of the group instead of an error.
    if (holds && word !== undefined && this.#isHelping()) throw unknownCommand(this, word);
    const below =
      command === 'help' ? this.#turned(rest, names) : command === undefined ? [] : [command, ...rest];
    const result = super.parseOptions([...args, ...below]);
    // A switch that was turned off is set, too: it has to win over the same switch turned on before the verb.
    for (const [option, on] of switches)
      if (!on && option !== HELP_OPTION)
        this.setOptionValueWithSource(option.attributeName(), option.negate, 'cli');
    return result;
  }

  #isHelping(): boolean {
    return this.#helps || (this.parent instanceof Tree && this.parent.#isHelping());
  }

  /** `help deployment scale` is `deployment scale --help`, and `help exit-codes` is `exit-codes`. */
  #turned(rest: readonly string[], names: ReadonlySet<string>): readonly string[] {
    const named = namedToHelp(rest);
    if (named === undefined && this.parent === null) return ['help', ...rest];
    this.#helps = true;
    const [first, ...others] = named ?? [];
    if (first !== undefined && !names.has(first) && first !== 'help') throw unknownCommand(this, first);
    const isTopic =
      this.parent === null &&
      others.length === 0 &&
      first !== 'help' &&
      TOPICS.some(({ name }) => name === first);
    return [...(named ?? rest), ...(isTopic ? [] : ['--help'])];
  }

  override error(message: string, options?: ErrorOptions): never {
    throw refusal(this, message, options?.code, this.#word);
  }

  override help(): never {
    this.outputHelp();
    throw new CommanderError(0, 'commander.help', '(outputHelp)');
  }
}

/** How the parser runs commands and prints help. */
interface ProgramOptions {
  run: Runner;
  /** Prints help and the version. */
  print: (text: string) => void;
  columns: number;
}

/**
 * The tree of commands for the parser. A group is empty until it is typed; only then its verbs, flags and help are
 * loaded. After help and the version, parsing ends with commander's own error, which `main` ignores.
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
      // At the top, aliases would double the first column's width; the summary of `dedicated-inference` has them.
      subcommandTerm: (command) =>
        command.parent === root ? command.name() : [command.name(), ...command.aliases()].join(', '),
      commandUsage: (command) => `${pathOf(command)} ${command.usage()}`,
      minWidthToWrap: LEAST_BESIDE,
      formatHelp,
    })
    .optionsGroup('Flags:')
    .helpOption(...HELP)
    .usage('[flags] <command>')
    .description('Run large language models on dedicated GPUs with Exoscale Dedicated Inference.')
    .enablePositionalOptions()
    .helpCommand(false)
    .showSuggestionAfterError(false);
  root.version(`exo-di ${VERSION}`, ...VERSION_FLAG);
  addGlobalOptions(root);
  addZoneAnywhere(root);
  addGroups(root, TOP, run);
  beginWith(root, BEGIN);
  root.commandsGroup('Help:');
  addGroups(root, TOPICS, run);
  return root;
}

/** Command lines to paste, for somebody who has just installed the program. */
const BEGIN = ['exo-di sandbox demo', 'exo-di config add', 'exo-di deployment list'];
