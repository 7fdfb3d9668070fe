import type { Deps } from '../../../deps.js';

/** What --columns leaves of a JSON document, in its order; all of it without. The printer has refused unknown ones. */
export function pickedKeys({ globals }: Deps, document: Readonly<Record<string, unknown>>) {
  if (globals.columns === undefined) return document;
  const keys = globals.columns.split(',').map((word) => word.trim().toLowerCase().replace(/[- ]/g, '_'));
  return Object.fromEntries(keys.flatMap((key) => (key in document ? [[key, document[key]]] : [])));
}
