import { jsonFields, referenceFields } from './fields.js';
import type { View } from './view.js';

/** What a command prints, for its help: the fields a template can name and the keys of its JSON. */
export function describeFields<T>(view: View<T>): string {
  const template = referenceFields(view).map((field) => `.${field.go}`);
  const json = jsonFields(view).map((field) => field.key);
  return `Template fields: ${template.join(' ')}\nJSON keys: ${json.join(', ')}`;
}
