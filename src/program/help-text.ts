import { describeFields } from '../output/fields.js';
import { commandLines, joined } from '../output/prose.js';
import type { CommandSpec } from './spec.js';

/**
 * What follows the command's name in its usage: `[flags] <NAME> [SIZE]`.
 * @param holdsOthers whether a verb may follow in place of the arguments
 */
export function usageOf(
  { usage, args = [] }: Pick<CommandSpec, 'usage' | 'args'>,
  holdsOthers = false,
): string {
  if (usage !== undefined) return usage;
  if (holdsOthers) return '[flags] [command]';
  return ['[flags]', ...args.map((arg) => (arg.startsWith('[') ? arg : `<${arg}>`))].join(' ');
}

/** The summary, `Show a model, by name or ID. Also: get.`, and what there is to say beyond that. */
export function descriptionOf({ summary, about, aliases = [] }: CommandSpec): string {
  const also = aliases.length > 0 ? ` Also: ${aliases.join(', ')}.` : '';
  return [`${summary}.${also}`, about].filter(Boolean).join('\n\n');
}

/** What follows the flags in help: examples, and the fields of what is printed. @param columns the lines' width */
export function afterHelp({ examples = [], view, jsonKeys }: CommandSpec, columns: number): string {
  const parts: string[] = [];
  const pasted = examples.flatMap((example) => commandLines(example, columns - 2));
  if (pasted.length > 0) parts.push(['Examples:', ...pasted.map((line) => `  ${line}`)].join('\n'));
  if (view) {
    const lines = describeFields(view, jsonKeys).split('\n');
    parts.push(lines.flatMap((line) => joined(line.split(' '), columns, '  ')).join('\n'));
  }
  return parts.length > 0 ? `\n${parts.join('\n\n')}` : '';
}
