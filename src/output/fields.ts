import type { Field, Value, View } from './view.js';
import { visible } from './visible.js';

/** The fields that text and `{{.}}` have: the reference's, in the reference's order. */
export const referenceFields = <T>({ fields }: View<T>) => fields.filter(({ extra }) => !extra);

/** Ours, which have to be named. */
export const extraFields = <T>({ fields }: View<T>) => fields.filter(({ extra }) => extra);

/** The fields of a JSON document: the reference's first, then ours, so that adding one moves none. */
export const jsonFields = <T>(view: View<T>) => [...referenceFields(view), ...extraFields(view)];

/** The columns of a list, and the rows of one object's table. */
export const tableFields = <T>({ fields }: View<T>) => fields.filter(({ table }) => table !== false);

/** Words that Go, and people, write so. */
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
/** A sentence, or a label, of words in small letters. */
export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The Go field name: of `next_change` `NextChange`, of `gpu_type` `GPUType`, where the view says no other. */
export const goName = ({ key, go }: { key: string; go?: string }) => go ?? wordsOf(key).map(capital).join('');

/** The header or label of a table: `Next change`, `GPU type`, where the view says no other. */
export const labelOf = ({ key, label }: { key: string; label?: string }) =>
  label ?? capital(wordsOf(key).join(' '));

/** The key that is meant by what somebody types: `GPU-Type ` means `gpu_type`. */
export const keyOf = (typed: string) => typed.trim().toLowerCase().replace(/[- ]/g, '_');

/** What a field holds of an item; where it is not there Go's zero value, or nothing. */
export const valueIn = <T>(field: Field<T>, item: T): Value =>
  field.value(item) ?? (field.type === 'number' && !field.orNone ? 0 : '');

/** What a table shows of it. */
export const shownIn = <T>(field: Field<T>, item: T): string =>
  visible((field.shown ? field.shown(item) : String(valueIn(field, item))) ?? '');

/** On which side of its column it stands. */
export const alignOf = <T>({ align, type }: Field<T>) => align ?? (type === 'number' ? 'right' : 'left');

/**
 * What a command prints, for its help: the fields a template can name and the keys of its JSON.
 * @param jsonKeys those of its JSON where that is a document of its own, not the view's fields
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
