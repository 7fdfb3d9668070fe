import { type Currency, costPerHour, type Prices } from '../../../domain/money/price.js';
import type { IdleRow } from '../../../output/views/idle.js';
import { verdictOf } from './idle-verdict.js';
import type { Look } from './load-look.js';

/** What a row is made from beside a look. */
export interface IdleFacts {
  /** In ms. */
  now: number;
  /** So long it has to have been idle, in ms. */
  afterMs: number;
  prices: Prices | undefined;
  currency: Currency;
}

/** A deployment as `deployment idle` shows it, before anything is done. */
export function idleRow(look: Look, { now, afterMs, prices, currency }: IdleFacts): IdleRow {
  const { name, zone } = look.chosen;
  const about = { name, zone: zone.zone, currency };
  if ('error' in look) return { ...about, status: 'busy', why: look.error.message };
  const { replicas, 'gpu-count': count, 'gpu-type': family } = look.deployment;
  const taken = count === undefined || replicas === undefined ? undefined : count * replicas;
  const cost =
    prices && taken !== undefined && family !== undefined
      ? costPerHour(prices.list, [{ family, gpus: taken }], currency)
      : undefined;
  const all = { ...about, replicas, gpus: taken, cost };
  if (replicas === 0) return { ...all, status: 'stopped' };
  const verdict = verdictOf(look, afterMs, now);
  return verdict.isIdle
    ? { ...all, status: 'idle', since: verdict.since }
    : { ...all, status: 'busy', why: verdict.why };
}
