import { LEAST_BEGINNING } from '../domain/deployment-state.js';
import type { Field } from './view.js';
import { visible } from './visible.js';

/** The values of a column in the form that a narrow list shows. */
export function shortForms<T>(
  short: NonNullable<Field<T>['short']>,
  items: readonly T[],
  values: readonly string[],
): string[] {
  if (short === 'beginning') return beginnings(values);
  return short === 'owner' ? values.map(withoutOwner) : items.map((item) => visible(short(item)));
}

/** As much of each ID as tells it from the others, 8 characters at least. */
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
