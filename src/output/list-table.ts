import { LEAST_BEGINNING } from '../domain/id.js';
import { box, type Cell } from './box.js';
import { alignOf, labelOf, shownIn } from './fields.js';
import { type Column, fitColumns } from './fit-columns.js';
import type { Drawing } from './painter.js';
import type { Field } from './view.js';
import { visible } from './visible.js';
import { cut, displayWidth, LEAST_PROSE, wrap } from './width.js';

/** Values are never cut to fewer columns than this. */
const LEAST = 12;

/** A column with its values: whole, and in their short form where the field has one. */
interface Filled<T> {
  field: Field<T>;
  values: readonly string[];
  short?: readonly string[] | undefined;
}

/**
 * Draws a list as a box with one line for each row, or as many as the row's sentences need. An empty list is a box with
 * only a header: this shows that there are none even under --quiet, which hides messages.
 * @returns undefined if the list does not fit into `width`
 */
export function listTable<T>(
  fields: readonly Field<T>[],
  items: readonly T[],
  { width, paint, frame }: Drawing,
): string | undefined {
  const filled = fields.map((field): Filled<T> => {
    const values = items.map((item) => shownIn(field, item));
    // Only a list that must fit a terminal needs short forms, and shortening thousands of IDs takes a while.
    const short = Number.isFinite(width) && field.short ? shortForms(field.short, items, values) : undefined;
    return { field, values, short };
  });
  const columns = filled.map(columnOf);
  const whole = items.length === 0 ? fitColumns(columns, Number.POSITIVE_INFINITY) : undefined;
  const fitting = fitColumns(columns, width) ?? whole;
  if (!fitting) return undefined;
  const { padding } = fitting;
  const shown = filled.flatMap((one, i) => {
    const as = fitting.columns[i];
    return as ? [{ ...one, ...as, values: as.short ? (one.short ?? one.values) : one.values }] : [];
  });
  const rows = items.map((item, r) =>
    shown.map(({ field, values, width }): Cell => {
      const text = values[r] ?? '';
      return {
        lines: field.prose ? wrap(text, width) : [cut(text, width)],
        paint: paint.tone(field.tone?.(item)),
      };
    }),
  );
  const drawn = box(rows, {
    head: shown.map(({ field, width }) => ({ lines: wrap(labelOf(field), width), paint: paint.head })),
    aligns: shown.map(({ field }) => alignOf(field)),
    padding,
    frame,
  });
  const left = filled.filter((_, i) => fitting.columns[i] === undefined).map(({ field }) => labelOf(field));
  const legends = shown.flatMap(({ field: { legend } }) => (legend === undefined ? [] : [`${legend}\n`]));
  return drawn + legends.join('') + leftOut(left.filter(Boolean), width);
}

function columnOf<T>({ field, values, short }: Filled<T>): Column {
  const longest = widest(values);
  const word = Math.max(...labelOf(field).split(' ').map(displayWidth));
  // Sentences count as whole even when they are broken between words, so their longest word sets the width.
  const broken = field.prose
    ? Math.max(LEAST_PROSE, widest(values.flatMap((value) => value.split(' '))))
    : longest;
  const whole = Math.max(Math.min(longest, broken), word);
  const shortest = short ? Math.max(widest(short), word) : whole;
  return {
    full: Math.max(longest, displayWidth(labelOf(field))),
    whole,
    short: shortest,
    least:
      field.keep || field.prose || alignOf(field) === 'right'
        ? shortest
        : Math.min(shortest, Math.max(word, LEAST)),
    spare: field.spare,
    isId: field.key === 'id',
    besideId: field.key === 'name' ? Math.max(word, LEAST) : undefined,
  };
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

/** The note below a list that names the columns left out, and how to see them. */
function leftOut(labels: readonly string[], width: number): string {
  if (labels.length === 0) return '';
  const sentence = `Not shown for lack of room: ${labels.join(', ')}. Choose with --columns, or use -O json.`;
  return wrap(sentence, width)
    .map((line) => `${line}\n`)
    .join('');
}

/** The values of a column in the form that a narrow list shows. */
function shortForms<T>(
  short: NonNullable<Field<T>['short']>,
  items: readonly T[],
  values: readonly string[],
): string[] {
  if (short === 'beginning') return beginnings(values);
  return short === 'owner' ? values.map(withoutOwner) : items.map((item) => visible(short(item)));
}

/** The beginnings of the IDs, as long as it takes to tell all of them apart, but at least 8 characters. */
function beginnings(ids: readonly string[]): string[] {
  const different = new Set(ids).size;
  const longest = ids.reduce((most, id) => Math.max(most, id.length), 0);
  let length = LEAST_BEGINNING;
  while (length < longest && new Set(ids.map((id) => id.slice(0, length))).size < different) length++;
  return ids.map((id) => id.slice(0, length));
}

/** `mistralai/Mistral-7B-Instruct-v0.3` becomes `…/Mistral-7B-Instruct-v0.3`. */
function withoutOwner(model: string): string {
  return model.replace(/^[^/]{2,}\/(?=.)/, '…/');
}
