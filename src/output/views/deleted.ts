import type { Operation } from '../../schemas/operation.js';
import type { View } from '../view.js';

/** An object that is deleted, or whose deletion is under way. */
export interface Deleted {
  id: string;
  name: string;
  zone: string;
  operation: Operation;
}

/** What a delete command prints as data. */
export const deletedView: View<Deleted> = {
  name: 'deletion',
  fields: [
    { key: 'id', value: ({ id }) => id, keep: true, short: 'beginning' },
    { key: 'name', value: ({ name }) => name, keep: true },
    { key: 'zone', value: ({ zone }) => zone, keep: true },
    { key: 'deleted', type: 'boolean', value: ({ operation }) => operation.state === 'success', keep: true },
  ],
};

/** For objects that belong to the organization, not to a zone: the zone that the request was sent to says nothing. */
export const deletedAnywhereView: View<Deleted> = {
  ...deletedView,
  fields: deletedView.fields.filter(({ key }) => key !== 'zone'),
};
