import type { FitRow } from '../../domain/fit/fit-rows.js';
import type { Range } from '../../domain/fit/range.js';
import { money } from '../../domain/money/decimal.js';
import type { Tone, View } from '../view.js';

const TONES: Readonly<Record<FitRow['verdict'], Tone>> = {
  fits: 'good',
  tight: 'busy',
  unknown: 'off',
  'does not': 'bad',
};

/** Rounds to two digits, because estimates are no more exact: the lower end of a range down, the upper end up. */
function rounded(value: number, up: boolean): number {
  if (!Number.isFinite(value) || value < 100) return value;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return (up ? Math.ceil(value / unit) : Math.floor(value / unit)) * unit;
}

/** A range as text: `28k–57k`, or `28k or more` without an upper end; empty if the KV cache could not be estimated. */
function between(range: Range | undefined): string {
  if (!range || !Number.isFinite(range.low)) return '';
  const [low, high] = [rounded(range.low, false), rounded(range.high, true)];
  if (!Number.isFinite(high)) return `${short(low)} or more`;
  return low === high ? short(low) : `${short(low)}–${short(high)}`;
}

/** A number of two digits in short: `950`, `1.2k`, `57k`, `1.3M`. */
function short(value: number): string {
  if (value < 1_000) return String(value);
  return value < 1_000_000 ? `${value / 1_000}k` : `${value / 1_000_000}M`;
}

/** What the fields that tell the quota as numbers have in common: JSON only. */
const QUOTA = { type: 'number', orNone: true, table: false, extra: true } as const;

function quotaOf({ quota }: FitRow): string {
  if (!quota) return '';
  return quota.limit === -1 ? 'unlimited' : `${quota.free} of ${quota.limit}`;
}

/** `model fit`: one row for each GPU family and number of GPUs. @param currency the currency of the costs */
export const fitView = (currency = ''): View<FitRow> => ({
  name: 'fit',
  fields: [
    { key: 'family', value: (f) => f.family, keep: true },
    { key: 'gpu_count', label: 'GPUs', type: 'number', value: (f) => f.gpuCount },
    { key: 'verdict', value: (f) => f.verdict, tone: (f) => TONES[f.verdict], keep: true },
    { key: 'kv_cache_tokens', value: (f) => between(f.tokens), align: 'right' },
    {
      key: 'concurrent_requests',
      label: 'Requests',
      value: (f) => between(f.requests),
      align: 'right',
      spare: 3,
    },
    { key: 'quota', label: 'Free GPUs', value: quotaOf, keep: true, spare: 2 },
    { key: 'cost_per_hour', label: 'Cost/h', value: (f) => f.cost && money(f.cost), align: 'right' },
    { key: 'zones', value: (f) => f.zones.join(','), spare: 1 },
    { key: 'why', value: (f) => f.why, prose: true },
    { key: 'quota_free', ...QUOTA, value: (f) => f.quota?.free },
    { key: 'quota_limit', ...QUOTA, value: (f) => f.quota?.limit },
    { key: 'currency', value: (f) => f.cost && currency, table: false, extra: true },
  ],
});
