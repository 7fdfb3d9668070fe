import { escapedUnits } from '../domain/shell-words.js';
import { jsonFields, valueIn } from './fields.js';
import type { Field, Renderer, Value, View } from './view.js';

/** What a terminal obeys or hides and JSON.stringify does not escape: DEL, C1, separators, bidi, zero width. */
const UNSAFE =
  /[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/**
 * JSON that is safe to show on a terminal: characters that a terminal would obey or hide are written as `\uXXXX`. The
 * JSON parses to the same value; `<`, `>` and `&` stay as they are.
 * @param indent spaces to indent by; absent: the JSON is one line
 */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, escapedUnits);
}

/** The object for JSON.stringify: the fields under their keys, without `omitEmpty` fields that are empty. */
export function jsonDocument<T>(fields: readonly Field<T>[], item: T): Record<string, Value | null> {
  const entries = fields.flatMap((field): [string, Value | null][] => {
    const value = field.orNone ? (field.value(item) ?? null) : valueIn(field, item);
    return field.omitEmpty && !value ? [] : [[field.key, value]];
  });
  return Object.fromEntries(entries);
}

/** One compact line: an object, or an array of them (`[]` for an empty list). */
export function jsonRenderer<T>(view: View<T>): Renderer<T> {
  const fields = jsonFields(view);
  return {
    one: (item) => `${safeJson(jsonDocument(fields, item))}\n`,
    many: (items) => `${safeJson(items.map((item) => jsonDocument(fields, item)))}\n`,
  };
}
