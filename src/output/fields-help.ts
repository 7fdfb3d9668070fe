import { goName, jsonFields } from './fields.js';
import type { View } from './view.js';

/**
 * What a command prints, for its help: the fields a template can name and the keys of its JSON.
 * @param jsonKeys those of its JSON where that is a document of its own, not the view's fields
 */
export function describeFields<T>(view: View<T>, jsonKeys?: readonly string[]): string {
  const template = jsonFields(view).map((field) => `.${goName(field)}`);
  const json = jsonKeys ?? jsonFields(view).map((field) => field.key);
  return `Template fields: ${template.join(' ')}\nJSON keys: ${json.join(', ')}`;
}
