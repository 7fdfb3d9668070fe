import { valuesOfFlag } from '../../completion/values.js';
import type { Deps } from '../../deps.js';
import { EXIT_CODE_MEANINGS } from '../../exit-codes.js';
import { objectSchema } from '../../output/json-document.js';
import { GLOBAL_OPTIONS } from '../../program/flags.js';
import { readFlag } from '../../program/flags-at.js';
import { usageOf } from '../../program/help-text.js';
import { readLine } from '../../program/line.js';
import { everyPlace, type Place, TREE_NAMES } from '../../program/place.js';
import type { CommandSpec, JsonSchema, Raw } from '../../program/spec.js';
import { unknownBelow } from '../../program/usage-errors.js';
import { VERSION } from '../../version.js';
import { outputsOf } from './outputs.js';

/** The environment variables of global flags. The descriptions of the other flags name theirs. */
const VARIABLES: Readonly<Record<string, string>> = {
  '--config': 'EXOSCALE_CONFIG',
  '--use-account': 'EXOSCALE_ACCOUNT',
  '--timeout': 'EXOSCALE_TIMEOUT',
};

/** `exo-di help --json`. @throws UsageError for an unknown command */
export async function run(deps: Deps, { COMMAND: given, '--json': json }: Raw, tree: Place): Promise<void> {
  // Without --json, `program.ts` has turned the line into `COMMAND --help`, and there is nothing to print here.
  if (json !== true) return;
  const words = Array.isArray(given) ? given.map(String) : [];
  deps.io.out(`${JSON.stringify(await treeDocument(words, tree))}\n`);
}

/**
 * The tree of commands for programs, made from the same specifications as the parser, help and completion.
 * @param words the name of a command or a group; empty for all commands
 */
export async function treeDocument(words: readonly string[], tree: Place) {
  const places = await everyPlace(tree);
  // `readLine` resolves aliases, and leaves out the names that `exo` has for the whole tree.
  const { place, args, lost } = await readLine(words, tree);
  const [unknown = ''] = args;
  if (lost) throw unknownBelow(['exo-di', ...place.path].join(' '), place.branches, unknown);
  const commands = places.filter(({ path, spec }) => spec && place.path.every((word, i) => path[i] === word));
  return {
    program: 'exo-di',
    version: VERSION,
    also_under: [TREE_NAMES.name, ...TREE_NAMES.aliases],
    global_flags: GLOBAL_OPTIONS.map((option) => flagDocument(option)),
    exit_codes: EXIT_CODE_MEANINGS.map(([code, meaning]) => ({ code, meaning })),
    error: errorSchema(),
    commands: await Promise.all(
      commands.flatMap(({ path, spec }) => (spec ? [commandDocument(path, spec)] : [])),
    ),
  };
}

async function commandDocument(path: Place['path'], spec: CommandSpec) {
  const { summary, about, aliases = [], args = [], options = [], examples = [] } = spec;
  return {
    command: path.join(' '),
    aliases,
    summary,
    about: about ?? '',
    usage: `exo-di ${path.join(' ')} ${usageOf(spec)}`,
    arguments: args.map((arg) => ({
      name: arg.replace(/[[\].]/g, ''),
      required: !arg.startsWith('['),
      repeatable: arg.includes('...'),
    })),
    flags: options.map((option) => flagDocument(option)),
    examples,
    outputs: await outputsOf(path, spec),
  };
}

/** A flag, read from its notation and its description. Keys without a value are not printed. */
function flagDocument(option: readonly [string, string]) {
  const { long, short, description, takes } = readFlag(option);
  const [, value = ''] = /<([^>.]+)/.exec(option[0]) ?? [];
  const [, preset] = /(?:\(|; )default: (.+?)(?:;|, |\))/.exec(description) ?? [];
  const variable = VARIABLES[long] ?? /\b(?:(?:EXOSCALE|EXO_DI)_[A-Z_]+|HF_TOKEN)\b/.exec(description)?.[0];
  const values = takes === 'nothing' ? 'free' : valuesOfFlag({ long }, { spec: undefined });
  return {
    name: long,
    short,
    type: typeOf(takes, value),
    value: takes === 'nothing' ? undefined : value,
    repeatable: takes === 'many',
    default: preset,
    environment: variable,
    known_values: typeof values === 'object' && 'fixed' in values && !values.also ? values.fixed : undefined,
    description,
  };
}

/** The placeholders for a number in the notation of flags. */
const COUNTS = ['n', 'size', 'x'];

function typeOf(takes: string, value: string): 'boolean' | 'number' | 'duration' | 'string' {
  if (takes === 'nothing') return 'boolean';
  if (value === 'duration') return 'duration';
  return COUNTS.includes(value) ? 'number' : 'string';
}

/** The schema of the line that a failed command prints to stderr with -O json. */
function errorSchema(): JsonSchema {
  const [text, texts] = [{ type: 'string' }, { type: 'array', items: { type: 'string' } }];
  const properties = {
    message: text,
    code: text,
    exit_code: { enum: EXIT_CODE_MEANINGS.map(([code]) => code).filter((code) => code > 0) },
    hint: text,
    zone: text,
    request: objectSchema({ method: text, path: text }),
    operation_id: text,
    details: {},
    warnings: texts,
    // Why a deployment failed, according to its logs.
    explanation: objectSchema({
      kind: text,
      cause: text,
      evidence: texts,
      fixes: texts,
      confidence: { enum: ['high', 'low', 'none'] },
    }),
    time: text,
  };
  return objectSchema({ error: objectSchema(properties, ['message', 'code', 'exit_code']) });
}
