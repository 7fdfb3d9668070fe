import type { InstanceType } from '../../schemas/deployment.js';
import type { View } from '../view.js';

/** A GPU family in a zone. */
export interface InstanceTypeRow {
  zone: string;
  instanceType: InstanceType;
}

export const instanceTypeView: View<InstanceTypeRow> = {
  name: 'instance type',
  fields: [
    { key: 'family', value: (i) => i.instanceType.family, keep: true },
    {
      key: 'authorized',
      type: 'boolean',
      value: (i) => i.instanceType.authorized,
      tone: (i) => (i.instanceType.authorized ? 'good' : 'off'),
      keep: true,
    },
    { key: 'zone', value: (i) => i.zone, keep: true },
  ],
};
