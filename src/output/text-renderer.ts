import { referenceFields, valueIn } from './fields.js';
import type { Renderer, Style, View } from './view.js';
import { visible, written } from './visible.js';

/**
 * Renders each row as one line: the fields of the reference CLI `exo`, joined by tabs. A tab, line feed or carriage
 * return inside a value is written as `\t`, `\n`, `\r`, so that a value can neither add a column nor fake a row.
 * Everything else goes to a pipe or file byte for byte; on a terminal control characters are shown, not obeyed.
 */
export function textRenderer<T>(view: View<T>, style: Style): Renderer<T> {
  const fields = referenceFields(view);
  const shown = style.terminal ? visible : escapeBreaks;
  const line = (item: T) => `${fields.map((field) => shown(String(valueIn(field, item)))).join('\t')}\n`;
  return { one: line, many: (items) => items.map(line).join('') };
}

const escapeBreaks = (text: string) => text.replace(/[\t\n\r]/g, written);
