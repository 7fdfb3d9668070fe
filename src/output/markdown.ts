import { alignOf, labelOf, shownIn, tableFields } from './fields.js';
import type { View } from './view.js';
import { visible } from './visible.js';

const entity = (one: string) => `&#${one.codePointAt(0)};`;

/** The text, all of it literal: every character that could mean something to Markdown or HTML is an entity. */
export function markdownText(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N} .,:;→·…/–-]/gu, entity);
}

/** Text that others wrote, as code: GitHub then notifies no @user in it, and links no issue number and no address. */
export function markdownCode(text: string): string {
  return text === '' ? '' : `<code>${visible(text).replace(/[^\p{L}\p{N} -]/gu, entity)}</code>`;
}

/**
 * A list as a table in GitHub's Markdown, with the same columns as a table on a terminal.
 * @param names keys of the fields that hold text from others, such as names, which is printed as code
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
