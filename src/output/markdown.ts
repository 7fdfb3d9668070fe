import { alignOf, labelOf, shownIn, tableFields } from './fields.js';
import type { View } from './view.js';
import { visible } from './visible.js';

const entity = (one: string) => `&#${one.codePointAt(0)};`;

/** What means something to Markdown or HTML, as a character of its own: nothing is then more than what is read. */
export function markdownText(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N} .,:;→·…/–-]/gu, entity);
}

/** Text of others: as code nobody is called by their name in it, no issue is spoken of, and an address is no link. */
export function markdownCode(text: string): string {
  return text === '' ? '' : `<code>${visible(text).replace(/[^\p{L}\p{N} -]/gu, entity)}</code>`;
}

/**
 * A list as a table of GitHub's Markdown, with the columns that a table on a terminal has.
 * @param names keys of the fields that hold what others have named
 */
export function markdownTable<T>(view: View<T>, items: readonly T[], names: ReadonlySet<string>): string {
  const columns = tableFields(view);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const rows = items.map((item) =>
    columns.map((field) => {
      const text = shownIn(field, item);
      return names.has(field.key) ? markdownCode(text) : markdownText(text);
    }),
  );
  return [
    line(columns.map((field) => markdownText(labelOf(field)))),
    line(columns.map((field) => (alignOf(field) === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ].join('');
}
