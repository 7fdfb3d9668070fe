import type { Deps } from '../../deps.js';
import type { Place } from '../../program/place.js';
import type { SelfSpec } from '../../program/spec.js';

/** The topics of help. */
export const TOPIC_NAMES = ['environment', 'output', 'exit-codes'] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];

/** @param tree all commands, including help */
export const help = (tree: Place): SelfSpec => ({
  args: ['[COMMAND...]'],
  about: `Topics: ${TOPIC_NAMES.join(', ')}.\n\nWith --json it prints the commands for programs: arguments, flags with their types, defaults and variables, exit codes, and the JSON Schema of what each command prints.`,
  options: [['--json', 'print it as JSON, for programs']],
  examples: ['exo-di help deployment scale', 'exo-di help exit-codes', 'exo-di help deployment scale --json'],
  load: async () => {
    const { run } = await import('./tree-json.js');
    return (deps, raw) => run(deps, raw, tree);
  },
});

/** A topic as a command of its own, like `exo environment` of the reference CLI. */
export const topic = (name: TopicName): SelfSpec => ({
  examples: [`exo-di ${name}`],
  load: async () => async (deps: Deps) => {
    const { topicText } = await import('./topics.js');
    deps.io.out(topicText(name, deps.io.stdout.width));
  },
});
