import { box, type Cell } from './box.js';
import { labelOf, shownIn } from './fields.js';
import type { Drawing } from './painter.js';
import { wrapProse } from './prose.js';
import type { Field } from './view.js';
import { displayWidth, LEAST_PROSE, wrap } from './width.js';

/** The column of labels is never made narrower than this to give values more room. */
const LEAST_LABEL = 12;

interface Row<T> {
  field: Field<T>;
  text: string;
}

/**
 * Draws one object as rows of label and value. Sentences are wrapped between their words; any other value that does not
 * fit into the box, and a sentence with a word that does not, stands below it, so that it can be copied.
 */
export function oneTable<T>(fields: readonly Field<T>[], item: T, { width, paint, frame }: Drawing): string {
  const rows = fields.map((field): Row<T> => ({ field, text: shownIn(field, item) }));
  const { labels, room } = layout(rows, width);
  const fits = ({ field, text }: Row<T>) =>
    displayWidth(text) <= room ||
    (field.prose === true &&
      room >= LEAST_PROSE &&
      text.split(' ').every((word) => displayWidth(word) <= room));
  const inside = rows.filter(fits).map(({ field, text }): Cell[] => [
    { lines: wrap(labelOf(field), labels), paint: paint.head },
    { lines: wrap(text, room), paint: paint.tone(field.tone?.(item)) },
  ]);
  const below = rows
    .filter((row) => !fits(row))
    .map(({ field, text }) => {
      const shown = field.prose ? wrapProse(text, Math.max(width, LEAST_PROSE)) : text;
      return `${paint.head(`${labelOf(field)}:`)}\n${shown}\n`;
    });
  return [inside.length > 0 ? box(inside, { padding: 1, frame }) : '', ...below].join('');
}

/** The widths of the labels and of the values. Labels are broken at their spaces if more values fit that way. */
function layout<T>(rows: readonly Row<T>[], width: number): { labels: number; room: number } {
  const whole = Math.max(...rows.map(({ field }) => displayWidth(labelOf(field))));
  const word = Math.max(...rows.flatMap(({ field }) => labelOf(field).split(' ').map(displayWidth)));
  const broken = Math.min(whole, Math.max(word, LEAST_LABEL));
  // Three borders, and a space on both sides of both columns.
  const roomBeside = (labels: number) => width - labels - 7;
  const fitting = (labels: number) =>
    rows.filter(({ text }) => displayWidth(text) <= roomBeside(labels)).length;
  const isTight = rows.some(({ field }) => field.prose) && roomBeside(whole) < LEAST_PROSE;
  const labels = isTight || fitting(broken) > fitting(whole) ? broken : whole;
  return { labels, room: roomBeside(labels) };
}
