import { nearest } from '../domain/nearest.js';
import { UsageError } from '../errors.js';
import { keyOf, valueIn } from './fields.js';
import type { Field, Value, View } from './view.js';

/** What was typed: keys of the JSON, separated by commas. */
export interface Arranging {
  /** `--columns`: the only ones, in this order. */
  columns?: string | undefined;
  /** `--sort`: `replicas:desc,name`, or `-replicas,name`. */
  sort?: string | undefined;
}

/** A view of the columns that were asked for, and its rows in the order that was asked for. */
export interface Arranged<T> {
  view: View<T>;
  sorted(items: readonly T[]): readonly T[];
}

/** @throws UsageError for a column the view does not have, with the nearest and the list; and for an unknown direction */
export function arrange<T>(view: View<T>, { columns, sort }: Arranging): Arranged<T> {
  const fields = columns === undefined ? undefined : named('--columns', view, columns.split(','));
  return {
    view: fields ? { ...view, bar: undefined, fields: [...new Set(fields)].map(chosen) } : view,
    sorted: sort === undefined ? (items) => items : sorterOf<T, T>(view, sort),
  };
}

/** Asked for: in every format, and never left out. */
const chosen = <T>(field: Field<T>): Field<T> => ({
  ...field,
  extra: undefined,
  table: undefined,
  spare: undefined,
});

function named<T>(flag: string, view: View<T>, words: readonly string[]): Field<T>[] {
  const found = words.map((word) => view.fields.find(({ key }) => key === keyOf(word)));
  const unknown = words.filter((_, i) => found[i] === undefined);
  if (unknown.length > 0) throw unknownColumns(flag, view, unknown);
  return found.filter((field) => field !== undefined);
}

function unknownColumns<T>(flag: string, view: View<T>, words: readonly string[]): UsageError {
  const keys = view.fields.map(({ key }) => key);
  const problems = words.map((word) =>
    word.trim() === ''
      ? `${flag} must name columns, separated by commas`
      : `${flag}: there is no column ${word.trim()}`,
  );
  // The head of the column in the table, else what few letters tell apart.
  const meantBy = (word: string) => {
    const headed = view.fields.filter(({ label }) => label !== undefined && keyOf(label) === keyOf(word));
    return headed.length > 0 ? headed.map(({ key }) => key) : nearest(keyOf(word), keys);
  };
  const near = [...new Set(words.flatMap(meantBy))];
  const meant = near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : [];
  return new UsageError([...new Set(problems)], {
    code: 'unknown-column',
    hint: [...meant, `the columns are ${keys.join(', ')}`].join('\n'),
  });
}

/** Brings rows into an order. @param sort what --sort was given @throws UsageError as `arrange` */
export function sorterOf<T, R extends T>(view: View<T>, sort: string): (items: readonly R[]) => readonly R[] {
  const words = sort.split(',').map((word) => {
    const [, minus, name = '', direction = minus ? 'desc' : 'asc'] =
      /^(-?)([^:]*)(?::(.*))?$/s.exec(word.trim()) ?? [];
    if (direction !== 'asc' && direction !== 'desc')
      throw new UsageError(
        `--sort: the direction of ${name} is asc or desc, not ${JSON.stringify(direction)}`,
      );
    return { name, down: direction === 'desc' };
  });
  const fields = named(
    '--sort',
    view,
    words.map(({ name }) => name),
  );
  const read = (field: Field<T>, item: T) => (field.order ? (field.order(item) ?? '') : valueIn(field, item));
  return (items) =>
    [...items].sort((a, b) => {
      for (const [i, field] of fields.entries()) {
        const order = compare(read(field, a), read(field, b), words[i]?.down === true);
        if (order !== 0) return order;
      }
      return 0;
    });
}

/** Numbers as numbers, all else by code unit: the same order on every machine. What is empty comes last either way. */
function compare(a: Value, b: Value, down: boolean): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  return a < b === down ? 1 : -1;
}
