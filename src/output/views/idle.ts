import { type Decimal, money } from '../../domain/money/decimal.js';
import { amountOf, type Currency } from '../../domain/money/price.js';
import type { Tone, View } from '../view.js';
import { age, isoOf } from './load.js';

/** `idle`: nothing was sent; `asleep`: scaled to zero now; `accepted`: it is going to be; `failed`: it was meant to be. */
export type IdleStatus = 'busy' | 'idle' | 'stopped' | 'asleep' | 'accepted' | 'failed';

/** A deployment, whether it has been idle, and what became of it. */
export interface IdleRow {
  name: string;
  zone: string;
  status: IdleStatus;
  /** Since when it has had no work, in ms; absent where that is not proven. */
  since?: number | undefined;
  /** Why it counts as busy. */
  why?: string | undefined;
  /** How many replicas it had when it was looked at. */
  replicas?: number | undefined;
  /** What it takes, or took: that is saved while it sleeps. */
  gpus?: number | undefined;
  cost?: Decimal | undefined;
  currency: Currency;
  /** Of the scaling, where nobody waits for it. */
  operationId?: string | undefined;
}

const TONES: Readonly<Partial<Record<IdleStatus, Tone>>> = {
  ...{ idle: 'busy', asleep: 'good', accepted: 'good', stopped: 'off', failed: 'bad' },
};

/** The fields of `deployment idle`. @param now in ms @param priced there is a price for some */
export function idleView(now: () => number, priced = true): View<IdleRow> {
  return {
    name: 'deployment',
    fields: [
      { key: 'name', value: (row) => row.name, keep: true },
      { key: 'zone', value: (row) => row.zone, keep: true, spare: 2 },
      {
        ...{ key: 'status', keep: true },
        value: (row) => row.status,
        tone: (row) => TONES[row.status],
      },
      {
        ...{ key: 'since', label: 'Idle for', keep: true },
        value: ({ since }) => isoOf(since) ?? '',
        shown: ({ since }) => (since === undefined ? '' : age(now() - since)),
        order: ({ since }) => since ?? '',
      },
      { key: 'why', value: ({ why }) => why ?? '', prose: true },
      {
        ...{ key: 'gpus', align: 'right', keep: true, spare: 3 },
        value: ({ gpus }) => (gpus === undefined ? '' : String(gpus)),
        order: ({ gpus }) => gpus ?? '',
      },
      {
        ...{ key: 'cost_per_hour', label: 'Cost/h', align: 'right', keep: true, spare: 1 },
        ...(priced ? {} : { table: false as const }),
        value: ({ cost }) => (cost === undefined ? '' : money(cost)),
        shown: ({ cost, currency }) => (cost === undefined ? '?' : amountOf(cost, currency)),
        order: ({ cost }) => (cost === undefined ? '' : Number(cost)),
      },
      {
        ...{ key: 'currency', table: false },
        value: ({ cost, currency }) => (cost === undefined ? '' : currency.toUpperCase()),
      },
      {
        ...{ key: 'operation_id', label: 'Operation', table: false },
        value: ({ operationId }) => operationId ?? '',
      },
    ],
  };
}
