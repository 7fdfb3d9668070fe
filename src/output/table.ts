import { barField } from './bar.js';
import { tableFields } from './fields.js';
import { listTable } from './list-table.js';
import { oneTable } from './one-table.js';
import { type Painter, PLAIN } from './painter.js';
import type { Renderer, Style, View } from './view.js';

/**
 * Renders a list as a box, and one object as rows of label and value. On a terminal whose width is known both are
 * fitted into it, and a list that cannot be fitted is printed object by object. Elsewhere nothing is cut or wrapped.
 */
export function tableRenderer<T>(view: View<T>, style: Style, paint: Painter = PLAIN): Renderer<T> {
  const fields = tableFields(view);
  const widthNow = () => (style.terminal ? style.width : undefined) ?? Number.POSITIVE_INFINITY;
  // Only a terminal may lack the frame's characters. In a pipe the frames are always those of `exo`, because scripts
  // cut at them and count their lines: Markdown for one object and some lists, lines for all other lists.
  const onTerminal = style.ascii ? 'ascii' : 'lines';
  const frameOfOne = style.terminal ? onTerminal : 'markdown';
  const frame = style.terminal ? onTerminal : (view.piped ?? 'lines');
  const one = (item: T) => oneTable(fields, item, { width: widthNow(), paint, frame: frameOfOne });
  return {
    one,
    many(items) {
      // As in `exo`, so that a script can test whether there is any output. On a terminal the header shows what it is.
      if (items.length === 0 && !style.terminal) return '';
      const width = widthNow();
      const bars =
        view.bar && Number.isFinite(width) && items.length > 0
          ? [barField(view.bar, items, { width, ascii: style.ascii })]
          : [];
      return listTable([...fields, ...bars], items, { width, paint, frame }) ?? items.map(one).join('');
    },
  };
}
