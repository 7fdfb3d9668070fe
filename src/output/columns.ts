import { UsageError } from '../errors.js';
import { fieldsMeant, keyOf, valueIn } from './fields.js';
import type { Field, Value, View } from './view.js';

/** The values of --columns and --sort as typed: JSON keys, separated by commas. */
export interface Arranging {
  /** `--columns`: only these columns are printed, in this order. */
  columns?: string | undefined;
  /** `--sort`: `replicas:desc,name`, or `-replicas,name`. */
  sort?: string | undefined;
}

/** A view reduced to the columns of --columns, and a function that brings rows into the order of --sort. */
export interface Arranged<T> {
  view: View<T>;
  sorted(items: readonly T[]): readonly T[];
}

/**
 * Applies --columns and --sort to a view.
 * @throws UsageError for a column that the view does not have (the hint names the nearest column and all columns), and
 * for an unknown direction
 */
export function arrange<T>(view: View<T>, { columns, sort }: Arranging): Arranged<T> {
  const fields = columns === undefined ? undefined : named('--columns', view, columns.split(','));
  return {
    view: fields ? { ...view, bar: undefined, fields: [...new Set(fields)].map(chosen) } : view,
    sorted: sort === undefined ? (items) => items : sorterOf<T, T>(view, sort),
  };
}

/** A column named in --columns is printed in every format, and a narrow list never drops it. */
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
  const near = [...new Set(words.flatMap((word) => fieldsMeant(word, view.fields).map(({ key }) => key)))];
  const meant = near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : [];
  return new UsageError([...new Set(problems)], {
    code: 'unknown-column',
    hint: [...meant, `the columns are ${keys.join(', ')}`].join('\n'),
  });
}

/** Makes the function that sorts rows. @param sort the value of --sort @throws UsageError as `arrange` does */
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

/**
 * Compares numbers by size and everything else by code unit, which gives the same order on every machine. Empty values
 * come last in both directions.
 */
function compare(a: Value, b: Value, down: boolean): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  return a < b === down ? 1 : -1;
}
