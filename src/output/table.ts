import { box, type Cell } from './box.js';
import { tableFields } from './fields.js';
import { type Column, fitWidths } from './fit-widths.js';
import { type Painter, PLAIN } from './painter.js';
import type { Renderer } from './render.js';
import type { Field, Style, View } from './view.js';
import { visible } from './visible.js';
import { cut, displayWidth, wrap } from './width.js';

/** The least a name or another value is cut to, in columns. */
const LEAST = 10;
/** The least width values of one object are wrapped to. */
const LEAST_WRAP = 20;

/**
 * A box for a list, one line a row, and label/value rows for one object. An empty list is a box with nothing but
 * its header, as the reference has it: it says «there are none» also under --quiet.
 *
 * On a terminal whose width is known a list fits into it: values that may be cut end in an ellipsis, names last;
 * then the padding goes; and where even that is too wide each object becomes a box of label/value rows, in
 * which nothing is cut. One object's long values are wrapped, never cut. Elsewhere everything stands whole.
 */
export function tableRenderer<T>(view: View<T>, style: Style, paint: Painter = PLAIN): Renderer<T> {
  const fields = tableFields(view);
  const width = style.terminal ? style.width : undefined;
  const one = (item: T) => details(fields, item, width, paint);
  return {
    one,
    many(items) {
      const texts = items.map((item) => fields.map((field) => shown(field, item)));
      const columns = fields.map((field, i) =>
        column(
          field,
          texts.map((row) => row[i] ?? ''),
        ),
      );
      const fitted = fitToTerminal(columns, width);
      if (fitted === undefined && items.length > 0) return items.map(one).join('');
      const { widths, padding } = fitted ?? { widths: columns.map((c) => c.least), padding: 0 };
      const cell = (text: string, i: number): string => cut(text, widths[i] ?? LEAST);
      const rows = items.map((item, r) =>
        fields.map(
          (field, i): Cell => ({
            lines: [cell(texts[r]?.[i] ?? '', i)],
            paint: paint.tone(field.tone?.(item)),
          }),
        ),
      );
      return box(rows, {
        head: fields.map((field, i) => ({ lines: wrap(field.label, widths[i] ?? LEAST), paint: paint.head })),
        aligns: fields.map((field) => field.align ?? 'left'),
        padding,
      });
    },
  };
}

/** Label/value rows of one object. */
function details<T>(fields: readonly Field<T>[], item: T, width: number | undefined, paint: Painter): string {
  const labels = Math.max(...fields.map((field) => displayWidth(field.label)));
  // Three borders, and a space on both sides of both columns.
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(width - labels - 7, LEAST_WRAP);
  const rows = fields.map((field): Cell[] => {
    const text = shown(field, item);
    return [
      { lines: [field.label], paint: paint.head },
      { lines: wrap(text, room), paint: paint.tone(field.tone?.(item)) },
    ];
  });
  return box(rows, { padding: 1 });
}

function shown<T>(field: Field<T>, item: T): string {
  return visible(field.shown?.(item) ?? String(field.value(item)));
}

function column<T>(field: Field<T>, values: readonly string[]): Column {
  const longest = values.reduce((most, value) => Math.max(most, displayWidth(value)), 0);
  const word = Math.max(...field.label.split(' ').map(displayWidth));
  const whole = Math.max(longest, word);
  return {
    full: Math.max(longest, displayWidth(field.label)),
    whole,
    least: field.keep ? whole : Math.min(whole, Math.max(word, LEAST)),
    last: field.key === 'name',
  };
}

function fitToTerminal(columns: readonly Column[], width: number | undefined) {
  if (width === undefined) return { widths: columns.map((c) => c.full), padding: 1 } as const;
  for (const padding of [1, 0] as const) {
    const frame = columns.length * (2 * padding + 1) + 1;
    const widths = fitWidths(columns, width - frame);
    if (widths !== undefined) return { widths, padding };
  }
  return undefined;
}
