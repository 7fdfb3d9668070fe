import type { Deps } from '../../deps.js';
import type { Place } from '../../program/place.js';
import type { CommandSpec } from '../../program/spec.js';

/** The topics of help. */
export const TOPIC_NAMES = ['environment', 'output', 'exit-codes'] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** @param tree all commands, including help */
export const help = (tree: Place): CommandSpec => ({
  name: 'help',
  args: ['[COMMAND...]'],
  summary: 'Show the help of a command or a topic',
  about: `Topics: ${TOPIC_NAMES.join(', ')}.\n\nWith --json it prints the commands for programs: arguments, flags with their types, defaults and variables, exit codes, and the JSON Schema of what each command prints.`,
  options: [['--json', 'print it as JSON, for programs']],
  examples: ['exo-di help deployment scale', 'exo-di help exit-codes', 'exo-di help deployment scale --json'],
  load: async () => {
    const { run } = await import('./tree-json.js');
    return (deps, raw) => run(deps, raw, tree);
  },
});

/** A topic as a command of its own, like `exo environment` of the reference CLI. */
export const topic = (name: TopicName, summary: string): CommandSpec => ({
  name,
  summary,
  examples: [`exo-di ${name}`],
  load: async () => async (deps: Deps) => {
    const { topicText } = await import('./topics.js');
    deps.io.out(topicText(name, deps.io.stdout.width));
  },
});
