import type { Zone } from '../../schemas/organization.js';
import type { View } from '../view.js';

export const zoneView: View<Zone> = {
  name: 'zone',
  piped: 'markdown',
  fields: [
    { key: 'name', value: (z) => z.name, keep: true },
    { key: 'api_endpoint', value: (z) => z['api-endpoint'], extra: true },
    { key: 'sos_endpoint', value: (z) => z['sos-endpoint'], extra: true, table: false },
  ],
};
