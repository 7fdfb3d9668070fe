import type { Zone } from '../../schemas/organization.js';
import type { View } from '../view.js';
import { text } from './reference-values.js';

/** `zone list`. */
export const zoneView: View<Zone> = {
  name: 'zone',
  fields: [
    { key: 'name', value: (z) => z.name, keep: true },
    { key: 'api_endpoint', value: (z) => text(z['api-endpoint']), extra: true },
    { key: 'sos_endpoint', value: (z) => text(z['sos-endpoint']), extra: true, table: false },
  ],
};
