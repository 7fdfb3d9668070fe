import type { Figures } from '../../domain/load/engine-load.js';
import { FRESH_MS, type LoadFigures } from '../../domain/load/load-line.js';
import { type Decimal, money } from '../../domain/money/decimal.js';
import { amountOf, type Currency } from '../../domain/money/price.js';
import type { Field, View } from '../view.js';

/** How busy a deployment is, or one replica of it. */
export interface LoadRow {
  /** The deployment's ID; absent where the service does not tell it. */
  id?: string | undefined;
  name: string;
  zone: string;
  /** When it was read, in ms. */
  at: number;
  /** The replica as the logs name it; absent in the row of the whole deployment. */
  replica?: string | undefined;
  /** Only in the row of the whole deployment: how many replicas it should have. */
  replicas?: number | undefined;
  state: string;
  figures: Figures;
  /** When it last had work, in ms; absent where the logs show no work. */
  lastActiveAt?: number | undefined;
  /** The earliest moment that the logs cover, in ms; absent where they prove nothing. */
  knownSince?: number | undefined;
  gpus?: number | undefined;
  /** What these GPUs cost per hour; absent where there is no price. */
  cost?: Decimal | undefined;
  currency: Currency;
  /** Only in the row of the whole deployment: why its load is not known. */
  problem?: string | undefined;
}

/** A deployment, and its replicas. */
export interface DeploymentLoad extends LoadRow {
  family?: string | undefined;
  byReplica: readonly LoadRow[];
}

/** The table shows this where the logs prove nothing. */
const UNKNOWN = '?';

/** A number that the engine logged, rounded to one decimal; undefined where it is not known. */
export function figure({ figures }: LoadRow, key: keyof LoadFigures): number | undefined {
  const value = figures === 'unknown' ? undefined : figures[key];
  return value === undefined ? undefined : Math.round(value * 10) / 10;
}

/** For a table: from 10 on without a decimal. */
const rounded = (value: number) => (value >= 10 ? String(Math.round(value)) : String(value));

const numbers = (json: string, key: keyof LoadFigures, unit = ''): Field<LoadRow> => ({
  key: json,
  align: 'right',
  value: (row) => String(figure(row, key) ?? UNKNOWN),
  shown: (row) => {
    const value = figure(row, key);
    return value === undefined ? UNKNOWN : `${rounded(value)}${unit}`;
  },
  order: (row) => figure(row, key),
});

/** The GPUs of a deployment, or of one replica. */
export const gpusField: Field<Pick<LoadRow, 'gpus'>> = {
  key: 'gpus',
  type: 'number',
  orNone: true,
  value: ({ gpus }) => gpus,
};

/** The fields for what the GPUs cost. @param priced whether any of the rows has a price */
export const costFields = (priced: boolean): Field<Pick<LoadRow, 'cost' | 'currency'>>[] => [
  {
    key: 'cost_per_hour',
    label: 'Cost/h',
    align: 'right',
    spare: 1,
    orNone: true,
    ...(priced ? {} : { table: false }),
    value: ({ cost }) => cost && money(cost),
    shown: ({ cost, currency }) => (cost === undefined ? UNKNOWN : amountOf(cost, currency)),
    order: ({ cost }) => (cost === undefined ? undefined : Number(cost)),
  },
  {
    key: 'currency',
    table: false,
    orNone: true,
    value: ({ cost, currency }) => cost && currency.toUpperCase(),
  },
];

/** The fields of `deployment top`. @param priced whether any of the rows has a price */
export function loadView(priced = true): View<LoadRow> {
  return {
    name: 'load',
    grouped: true,
    fields: [
      {
        key: 'name',
        keep: true,
        value: (row) => row.name,
        shown: (row) => (row.replica === undefined ? row.name : ''),
      },
      {
        key: 'zone',
        keep: true,
        spare: 7,
        value: (row) => row.zone,
        shown: (row) => (row.replica === undefined ? row.zone : ''),
      },
      {
        key: 'replica',
        keep: true,
        spare: 2,
        value: (row) => row.replica,
        shown: ({ replica, replicas }) =>
          replica ?? (replicas === undefined ? '' : replicas === 1 ? '1' : `${replicas} in all`),
      },
      numbers('running', 'running'),
      {
        ...numbers('waiting', 'waiting'),
        tone: (row) => ((figure(row, 'waiting') ?? 0) > 0 ? 'busy' : undefined),
      },
      {
        ...numbers('kv_cache_percent', 'kvCachePercent', '%'),
        label: 'KV cache',
        tone: (row) => ((figure(row, 'kvCachePercent') ?? 0) >= 90 ? 'busy' : undefined),
      },
      { ...numbers('prompt_tokens_per_second', 'promptTokensPerSecond'), label: 'In tok/s', spare: 5 },
      {
        ...numbers('generation_tokens_per_second', 'generationTokensPerSecond'),
        label: 'Out tok/s',
        spare: 6,
      },
      {
        key: 'last_active',
        keep: true,
        value: ({ lastActiveAt }) => isoOf(lastActiveAt),
        shown: lastActive,
        order: ({ lastActiveAt }) => lastActiveAt,
        tone: (row) => (row.replicas === 0 ? 'off' : undefined),
      },
      { ...gpusField, spare: 4 },
      ...costFields(priced),
      { key: 'state', value: (row) => row.state, table: false },
      { key: 'known_since', value: ({ knownSince }) => isoOf(knownSince), table: false },
      {
        key: 'replicas',
        type: 'number',
        orNone: true,
        table: false,
        extra: true,
        value: (row) => row.replicas,
      },
      { key: 'problem', value: ({ problem }) => problem, table: false, extra: true },
    ],
  };
}

/** `2026-11-26T12:00:00.000Z` */
export function isoOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** `now`, `12m ago`, `over 2h ago` if the logs reach back no further, `stopped`, or `?`. */
function lastActive({ at, lastActiveAt, knownSince, replicas, figures }: LoadRow): string {
  if (replicas === 0) return 'stopped';
  if (lastActiveAt !== undefined)
    return at - lastActiveAt <= FRESH_MS ? 'now' : `${age(at - lastActiveAt)} ago`;
  return knownSince === undefined || figures === 'unknown' ? UNKNOWN : `over ${age(at - knownSince)} ago`;
}

/** A duration in its largest unit, rounded down: `45s`, `12m`, `3h`, `2d`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 48 * 3_600 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
