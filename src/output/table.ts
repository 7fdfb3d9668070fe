import { tableFields } from './fields.js';
import { listTable } from './list-table.js';
import { oneTable } from './one-table.js';
import { type Painter, PLAIN } from './painter.js';
import type { Renderer } from './render.js';
import type { Field, Style, View } from './view.js';
import { visible } from './visible.js';

/**
 * A box for a list and label/value rows for one object. On a terminal whose width is known both fit into it; a list
 * that cannot becomes label/value rows of each object. Elsewhere everything stands whole.
 */
export function tableRenderer<T>(view: View<T>, style: Style, paint: Painter = PLAIN): Renderer<T> {
  const fields = tableFields(view);
  const width = style.terminal ? style.width : undefined;
  const texts = (item: T) => fields.map((field) => shown(field, item));
  const one = (item: T) => oneTable(fields, item, texts(item), { width, paint });
  const spares = view.chosen === undefined;
  return {
    one,
    many: (items) =>
      listTable(fields, items, items.map(texts), { width, spares, paint }) ?? items.map(one).join(''),
  };
}

function shown<T>(field: Field<T>, item: T): string {
  return visible(field.shown?.(item) ?? String(field.value(item)));
}
