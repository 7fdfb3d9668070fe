import type { Decimal } from '../../domain/money/decimal.js';
import type { Currency } from '../../domain/money/price.js';
import type { Tone, View } from '../view.js';
import { age, costFields, gpusField, isoOf } from './load.js';

/**
 * `idle`: it has no work and was left as it is; `asleep`: this run scaled it to zero; `accepted`: the service accepted
 * that, and nothing waited for the end; `failed`: scaling it to zero failed; `stopped`: it was at zero already.
 */
const STATUSES = ['busy', 'idle', 'stopped', 'asleep', 'accepted', 'failed'] as const;
type IdleStatus = (typeof STATUSES)[number];

/** A deployment, whether it has been idle, and what was done about it. */
export interface IdleRow {
  name: string;
  zone: string;
  status: IdleStatus;
  /** The moment since which it has had no work, in ms; absent where that is not proven. */
  since?: number | undefined;
  /** Why it counts as busy. */
  why?: string | undefined;
  /** The replicas before it was scaled to zero. */
  replicas?: number | undefined;
  /** The GPUs that it takes, or took before it was scaled to zero: those are now saved. */
  gpus?: number | undefined;
  cost?: Decimal | undefined;
  currency: Currency;
  /** The operation that scales it to zero, if it goes on or has failed. */
  operationId?: string | undefined;
}

const TONES: Readonly<Partial<Record<IdleStatus, Tone>>> = {
  idle: 'busy',
  asleep: 'good',
  accepted: 'good',
  stopped: 'off',
  failed: 'bad',
};

/** The fields of `deployment idle`. @param now the time in ms @param priced whether any of the rows has a price */
export function idleView(now: () => number, priced = true): View<IdleRow> {
  return {
    name: 'deployment',
    fields: [
      { key: 'name', value: (row) => row.name, keep: true },
      { key: 'zone', value: (row) => row.zone, keep: true, spare: 4 },
      {
        key: 'status',
        words: STATUSES,
        keep: true,
        value: (row) => row.status,
        tone: (row) => TONES[row.status],
      },
      {
        key: 'since',
        label: 'Idle for',
        keep: true,
        orNone: true,
        value: ({ since }) => isoOf(since),
        shown: ({ since }) => (since === undefined ? '' : age(now() - since)),
        order: ({ since }) => since,
      },
      { key: 'why', value: ({ why }) => why, prose: true, orNone: true },
      { ...gpusField, spare: 3 },
      ...costFields(priced),
      {
        key: 'operation_id',
        label: 'Operation',
        table: false,
        orNone: true,
        value: ({ operationId }) => operationId,
      },
    ],
  };
}
