import { barField } from './bar.js';
import { shownIn, tableFields } from './fields.js';
import { listTable } from './list-table.js';
import { oneTable } from './one-table.js';
import { type Painter, PLAIN } from './painter.js';
import type { Field, Renderer, Style, View } from './view.js';
import { visible } from './visible.js';

/**
 * A box for a list and label/value rows for one object. On a terminal whose width is known both fit into it; a list
 * that cannot becomes label/value rows of each object. Elsewhere everything stands whole.
 */
export function tableRenderer<T>(view: View<T>, style: Style, paint: Painter = PLAIN): Renderer<T> {
  const fields = tableFields(view);
  const widthNow = () => (style.terminal ? style.width : undefined);
  // What a program reads stays what it was.
  const ascii = style.terminal && style.ascii;
  const texts = (of: readonly Field<T>[]) => (item: T) => of.map((field) => visible(shownIn(field, item)));
  const one = (item: T) => oneTable(fields, item, texts(fields)(item), { width: widthNow(), paint, ascii });
  const spares = view.chosen === undefined;
  return {
    one,
    many(items) {
      const width = widthNow();
      const bars =
        view.bar && spares && width !== undefined && items.length > 0
          ? [barField(view.bar, items, { width, ascii: style.ascii })]
          : [];
      const columns = [...fields, ...bars];
      const list = listTable(columns, items, items.map(texts(columns)), { width, spares, paint, ascii });
      return list ?? items.map(one).join('');
    },
  };
}
