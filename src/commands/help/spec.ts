import type { Deps } from '../../deps.js';
import { UsageError } from '../../errors.js';
import type { CommandSpec, GroupSpec, Raw } from '../../program/spec.js';

/** What can be asked about beside commands. */
export const TOPIC_NAMES = ['environment', 'output', 'exit-codes'] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

const SUMMARIES: Readonly<Record<TopicName, string>> = {
  environment: 'Environment variables and precedence',
  output: 'Output formats, templates, errors as JSON',
  'exit-codes': 'What each exit code means',
};

/** `exo-di help …` */
export const helpGroup: GroupSpec = {
  commands: [],
  self: {
    name: 'help',
    args: ['[COMMAND...]'],
    summary: 'Show the help of a command or a topic',
    about: `Topics: ${TOPIC_NAMES.join(', ')}.\n\nWith --json what programs need to know of commands: arguments, flags with their types, defaults and variables, exit codes, and the JSON Schema of all that they print.`,
    options: [['--json', 'print it as JSON, for programs']],
    examples: [
      'exo-di help deployment scale',
      'exo-di help exit-codes',
      'exo-di help deployment scale --json',
    ],
    load: async () => showHelp,
  },
};

/** A topic under its own name, as the reference has `exo environment`. */
export function topicGroup(name: TopicName): GroupSpec {
  const self: CommandSpec = {
    name,
    summary: SUMMARIES[name],
    examples: [`exo-di ${name}`],
    load: async () => (deps) => showTopic(deps, name),
  };
  return { commands: [], self };
}

async function showTopic(deps: Deps, name: TopicName): Promise<void> {
  const { topicText } = await import('./topics.js');
  deps.io.out(topicText(name));
}

async function showHelp(deps: Deps, raw: Raw): Promise<void> {
  const given = raw.COMMAND;
  const json = raw['--json'] === true;
  const words = Array.isArray(given) ? given.map(String) : [];
  const [first] = words;
  const topic = TOPIC_NAMES.find(
    (name) => words.length === 1 && name === (first === 'env' ? 'environment' : first),
  );
  if (topic && !json) return showTopic(deps, topic);
  const { createProgram } = await import('../../program.js');
  const columns = deps.io.stdout.width ?? 80;
  const parse = (argv: string[], print: (text: string) => void) =>
    createProgram({ run: async () => {}, print, columns }).parseAsync(argv, { from: 'user' });
  // First the words alone: `--help` after a word that is no command would show the help of what stands before it.
  if (words.length > 0) {
    await parse(words, () => {}).catch((error: unknown) => {
      if (error instanceof UsageError) throw error;
    });
  }
  if (json) {
    const { treeDocument } = await import('./tree-json.js');
    deps.io.out(`${JSON.stringify(await treeDocument(words))}\n`);
    return;
  }
  // Ends with commander's own error of exit code 0.
  await parse([...words, '--help'], deps.io.out);
}
