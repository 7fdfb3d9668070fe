import { LEAST_BEGINNING } from '../../domain/id.js';
import type { CostRow } from '../../domain/money/cost.js';
import { money } from '../../domain/money/decimal.js';
import { gpuHours } from '../../domain/money/gpu-time.js';
import { amountOf, type Currency } from '../../domain/money/price.js';
import type { View } from '../view.js';

export type CostLine = CostRow & { currency: Currency };

const hoursOf = ({ explained }: CostLine) =>
  !explained || explained.unknownMs > 0 ? '' : gpuHours(explained.gpuMs);
/** A decimal text as a number to sort by; floating point is exact enough for that. */
const order = (value: string | undefined) =>
  !value || Number.isNaN(Number(value)) ? undefined : Number(value);

/** `cost`: the use that events of the audit trail explain, beside what the service has billed. */
export const costView: View<CostLine> = {
  name: 'cost',
  fields: [
    {
      key: 'what',
      value: ({ what }) => what,
      shown: ({ what, id, isNamesake }) =>
        isNamesake && id ? `${what} (${id.slice(0, LEAST_BEGINNING)})` : what,
      prose: true,
    },
    { key: 'zone', value: ({ zone }) => zone, keep: true, spare: 3 },
    { key: 'gpu_type', value: ({ family }) => family, keep: true, spare: 1 },
    {
      key: 'gpu_hours',
      label: 'GPU-hours',
      value: hoursOf,
      shown: (row) => (row.explained ? hoursOf(row) || '?' : ''),
      order: (row) => order(hoursOf(row)),
      align: 'right',
    },
    {
      key: 'cost',
      value: ({ cost }) => cost && money(cost),
      shown: ({ cost, currency }) => cost && amountOf(cost, currency),
      order: ({ cost }) => order(cost),
      align: 'right',
    },
    { key: 'currency', value: ({ cost, currency }) => cost && currency.toUpperCase(), table: false },
    { key: 'billed', value: ({ billed }) => billed, order: ({ billed }) => order(billed), align: 'right' },
    { key: 'unit', value: ({ unit }) => unit, keep: true, spare: 2 },
    {
      key: 'difference',
      label: 'Not explained',
      value: ({ difference }) => difference,
      order: ({ difference }) => order(difference),
      align: 'right',
      tone: ({ difference }) => (!difference || difference === '0' ? undefined : 'busy'),
    },
    { key: 'kind', value: ({ kind }) => kind, table: false },
    { key: 'id', value: ({ id }) => id, table: false },
  ],
};
