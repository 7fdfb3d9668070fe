import { nearest } from '../domain/nearest.js';
import type { Field, Value, View } from './view.js';
import { visible } from './visible.js';

/** The fields of text output and `{{.}}`: those that the reference CLI `exo` has too, in its order. */
export const referenceFields = <T>({ fields }: View<T>) => fields.filter(({ extra }) => !extra);

/** The fields that `exo` does not have. `{{.}}` does not print them: a template has to name them. */
export const extraFields = <T>({ fields }: View<T>) => fields.filter(({ extra }) => extra);

/** The fields of a JSON document: the reference's first, so that a new field of ours does not move them. */
export const jsonFields = <T>(view: View<T>) => [...referenceFields(view), ...extraFields(view)];

/** The columns of a list, and the rows of one object's table. */
export const tableFields = <T>({ fields }: View<T>) => fields.filter(({ table }) => table !== false);

/** Words of a key that Go names and labels write in capitals. */
const INITIALS: Readonly<Record<string, string>> = {
  id: 'ID',
  gpu: 'GPU',
  gpus: 'GPUs',
  api: 'API',
  url: 'URL',
  uri: 'URI',
  ip: 'IP',
  kv: 'KV',
  sos: 'SOS',
  uuid: 'UUID',
};

const wordsOf = (key: string) => key.split('_').map((word) => INITIALS[word] ?? word);
/** The text with its first letter in upper case. */
export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The field's Go name: `NextChange` for `next_change`, `GPUType` for `gpu_type`, unless the view gives another one. */
export const goName = ({ key, go }: { key: string; go?: string }) => go ?? wordsOf(key).map(capital).join('');

/** The field's header or label in a table: `Next change`, `GPU type`, unless the view gives another one. */
export const labelOf = ({ key, label }: { key: string; label?: string }) =>
  label ?? capital(wordsOf(key).join(' '));

/** The key that typed text stands for: `GPU-Type ` stands for `gpu_type`. */
export const keyOf = (typed: string) => typed.trim().toLowerCase().replace(/[- ]/g, '_');

/**
 * The fields that a mistyped name may mean: those whose key, Go name or heading it is, else those spelt most alike, else
 * those of which it is a word.
 */
export function fieldsMeant<F extends { key: string; go?: string; label?: string }>(
  typed: string,
  fields: readonly F[],
): F[] {
  const plain = (text: string) => keyOf(text).replaceAll('_', '');
  const called = fields.filter((field) =>
    [field.key, goName(field), labelOf(field)].some((name) => plain(name) === plain(typed)),
  );
  if (called.length > 0) return called;
  const near = nearest(
    keyOf(typed),
    fields.map(({ key }) => key),
  );
  return fields.filter(({ key }) =>
    near.length > 0 ? near.includes(key) : key.split('_').includes(keyOf(typed)),
  );
}

/** The field's value of an item. A missing value is Go's zero value, `''` or 0; with `orNone` it is always `''`. */
export const valueIn = <T>(field: Field<T>, item: T): Value =>
  field.value(item) ?? (field.type === 'number' && !field.orNone ? 0 : '');

/** The field's text in a table, safe to show on a terminal. */
export const shownIn = <T>(field: Field<T>, item: T): string =>
  visible((field.shown ? field.shown(item) : String(valueIn(field, item))) ?? '');

/** On which side of its column the field's values stand. */
export const alignOf = <T>({ align, type }: Field<T>) => align ?? (type === 'number' ? 'right' : 'left');

/**
 * Describes a command's output for its help: the fields that a template can name, and the keys of its JSON.
 * @param jsonKeys the JSON keys, for a command whose JSON is not made from the view's fields
 */
export function describeFields<T>(view: View<T>, jsonKeys?: string): string {
  const template = jsonFields(view).map((field) => `.${goName(field)}`);
  const json =
    jsonKeys ??
    jsonFields(view)
      .map((field) => field.key)
      .join(', ');
  return `Template fields: ${template.join(' ')}\nJSON keys: ${json}`;
}
