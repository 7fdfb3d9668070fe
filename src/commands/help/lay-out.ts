import { wrapProse } from '../../output/prose.js';
import { LEAST_BESIDE } from '../../program/format-help.js';

/** One or more names, each on its own line, and their explanation. */
export type Term = readonly [names: string | readonly string[], about: string];

/** A part of a topic: a paragraph, a list of terms that may have a heading, or lines that are printed as they are. */
export type Block =
  | string
  | { heading?: string; terms: readonly Term[]; width: number }
  | { lines: readonly string[] };

/** The text of a topic, wrapped to so many columns. Ends with a line feed. */
export function laidOut(blocks: readonly Block[], columns: number): string {
  return `${blocks.map((block) => laid(block, columns)).join('\n\n')}\n`;
}

function laid(block: Block, columns: number): string {
  if (typeof block === 'string') return wrapProse(block, columns);
  if ('lines' in block) return block.lines.map((line) => `  ${line}`).join('\n');
  const { heading, terms, width } = block;
  const lines = terms.flatMap(([names, about]) => term([names].flat(), about, width, columns));
  return [...(heading === undefined ? [] : [heading]), ...lines].join('\n');
}

/** The names of a term beside its explanation, or above it if there is no room beside. */
function term(names: readonly string[], about: string, width: number, columns: number): string[] {
  const isAbove = columns - width - 2 < LEAST_BESIDE || names.some((name) => name.length >= width);
  const indent = columns - width - 2 < LEAST_BESIDE ? 6 : width + 2;
  const lines = wrapProse(about, columns, ' '.repeat(indent)).split('\n');
  if (isAbove) return [...names.map((name) => `  ${name}`), ...lines];
  return Array.from({ length: Math.max(names.length, lines.length) }, (_, i) => {
    const name = names[i] === undefined ? '' : `  ${names[i]}`;
    return `${name.padEnd(indent)}${lines[i]?.slice(indent) ?? ''}`.trimEnd();
  });
}
