import { arrange } from '../../src/output/columns.js';
import type { Style, View } from '../../src/output/view.js';

/** A small kind of object with one field of each sort. */
export interface Item {
  id: string;
  name: string;
  state: string;
  size: number;
  note: string;
  link?: string;
}

export const items: View<Item> = {
  name: 'item',
  fields: [
    { key: 'id', go: 'ID', label: 'ID', value: (item) => item.id, keep: true, short: 'beginning', spare: 1 },
    { key: 'name', go: 'Name', label: 'Name', value: (item) => item.name, keep: true },
    {
      key: 'doubled',
      go: 'Doubled',
      label: 'Twice the size',
      type: 'number',
      value: (item) => item.size * 2,
      extra: true,
      keep: true,
      align: 'right',
    },
    {
      key: 'state',
      go: 'State',
      label: 'State',
      value: (item) => item.state,
      shown: (item) => `${item.state}!`,
      tone: (item) => (item.state === 'ready' ? 'good' : item.state === 'error' ? 'bad' : undefined),
      keep: true,
    },
    { key: 'size', go: 'Size', label: 'Size', type: 'number', value: (item) => item.size, table: false },
    { key: 'note', go: 'Note', label: 'Note', value: (item) => item.note, omitEmpty: true, prose: true },
  ],
};

/** The same with something to copy, which a list can spare. */
export const linked: View<Item> = {
  ...items,
  fields: [
    ...items.fields,
    { key: 'link', go: 'Link', label: 'Link', value: ({ link = '' }) => link, short: 'owner', spare: 2 },
  ],
};

export const item = (given: Partial<Item> = {}): Item => ({
  id: 'id-1',
  name: 'demo',
  state: 'ready',
  size: 3,
  note: '',
  ...given,
});

/** The view with all its columns asked for by name. */
export const withColumns = <T>(view: View<T>) =>
  arrange(view, { columns: view.fields.map(({ key }) => key).join() }).view;

export const PIPE: Style = { terminal: false, colour: 0 };
export const terminal = (width?: number): Style => ({ terminal: true, width, colour: 0 });
