import { HOUR_MS, MINUTE_MS } from '../duration.js';

/** `none waiting`, `4 waiting`. */
export const waitingText = (waiting: number) => (waiting === 0 ? 'none waiting' : `${waiting} waiting`);
/** `KV cache 91 %`. @param kv in percent; NaN where it is not told */
export const cacheText = (kv: number) => `KV cache ${Number.isNaN(kv) ? 'not told' : `${Math.round(kv)} %`}`;

/** A time in one number: `70 s`, `12 min`, `3 h`. */
export function spoken(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  return `${Math.floor(ms / HOUR_MS)} h`;
}
