import { barField } from './bar.js';
import { tableFields } from './fields.js';
import { listTable } from './list-table.js';
import { oneTable } from './one-table.js';
import { type Painter, PLAIN } from './painter.js';
import type { Renderer, Style, View } from './view.js';

/**
 * A box for a list and label/value rows for one object. On a terminal whose width is known both fit into it; a list
 * that cannot becomes label/value rows of each object. Elsewhere everything stands whole.
 */
export function tableRenderer<T>(view: View<T>, style: Style, paint: Painter = PLAIN): Renderer<T> {
  const fields = tableFields(view);
  const widthNow = () => (style.terminal ? style.width : undefined) ?? Number.POSITIVE_INFINITY;
  // What a program reads stays what it was.
  const ascii = style.terminal && style.ascii;
  const one = (item: T) => oneTable(fields, item, { width: widthNow(), paint, ascii });
  return {
    one,
    many(items) {
      const width = widthNow();
      const bars =
        view.bar && Number.isFinite(width) && items.length > 0
          ? [barField(view.bar, items, { width, ascii })]
          : [];
      return listTable([...fields, ...bars], items, { width, paint, ascii }) ?? items.map(one).join('');
    },
  };
}
