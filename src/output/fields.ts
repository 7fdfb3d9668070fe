import type { Field, View } from './view.js';

/** The fields that text and `{{.}}` have: the reference's, in the reference's order. */
export function referenceFields<T>(view: View<T>): Field<T>[] {
  return view.chosen ? [...view.fields] : view.fields.filter((field) => !field.extra);
}

/** The fields of a JSON document: the reference's first, then ours, so that adding one moves none. */
export function jsonFields<T>(view: View<T>): Field<T>[] {
  if (view.chosen) return [...view.fields];
  return [...referenceFields(view), ...view.fields.filter((field) => field.extra)];
}

/** The columns of a list, and the rows of one object's table. */
export function tableFields<T>(view: View<T>): Field<T>[] {
  return view.chosen ? [...view.fields] : view.fields.filter((field) => field.table !== false);
}
