import { DAY_MS, HOUR_MS } from '../duration.js';
import { utcDay } from '../utc.js';
import { type Decimal, divide, whole } from './decimal.js';

/*
 * GPU-hours of a deployment, from the changes of its number of replicas. GPUs are billed by the minute from the moment
 * a change is accepted. Times are milliseconds of UTC, so daylight saving time changes nothing.
 */

/** From `atMs` on, a deployment has this number of replicas; `unknown`: their number is not known. */
export interface SizeChange {
  atMs: number;
  replicas: number | 'unknown';
}

/** A time with one number of replicas; `toMs` is not part of it. */
export interface Stretch {
  fromMs: number;
  toMs: number;
  replicas: number | 'unknown';
}

/** A range of time, in ms since the UNIX epoch; `toMs` is not part of it. */
export interface Window {
  fromMs: number;
  toMs: number;
}

/**
 * The numbers of replicas of a deployment over a window, in order and without gaps. Of two changes at the same moment,
 * the later one in the list counts. The last change before the window gives the number at its beginning; changes after
 * the window are ignored.
 * @param before replicas before the first change, 0 if that is the creation
 */
export function stretches(
  changes: readonly SizeChange[],
  { fromMs, toMs }: Window,
  before: number | 'unknown',
): Stretch[] {
  const sorted = [...changes].sort((a, b) => a.atMs - b.atMs);
  const found: Stretch[] = [];
  let open = { fromMs, replicas: before };
  for (const { atMs, replicas } of sorted) {
    if (atMs >= toMs) break;
    if (atMs > open.fromMs) {
      found.push({ ...open, toMs: atMs });
      open = { fromMs: atMs, replicas };
    } else open = { ...open, replicas };
  }
  if (open.fromMs < toMs) found.push({ ...open, toMs });
  return found;
}

/** The parts of stretches that lie in a window. */
export function within(all: readonly Stretch[], { fromMs, toMs }: Window): Stretch[] {
  return all.flatMap((one) => {
    const part = { ...one, fromMs: Math.max(one.fromMs, fromMs), toMs: Math.min(one.toMs, toMs) };
    return part.fromMs < part.toMs ? [part] : [];
  });
}

export interface GpuTime {
  /** Milliseconds times GPUs: a whole number, so that sums are exact. */
  gpuMs: number;
  /** Milliseconds for which the number of GPUs is not known. */
  unknownMs: number;
}

/**
 * The GPU time of all stretches.
 * @param gpuCount GPUs per replica; undefined if not known: then all time with replicas is unknown
 */
export function gpuTime(all: readonly Stretch[], gpuCount: number | undefined): GpuTime {
  const sum = { gpuMs: 0, unknownMs: 0 };
  for (const { fromMs, toMs, replicas } of all) {
    if (replicas === 0) continue;
    if (replicas === 'unknown' || gpuCount === undefined) sum.unknownMs += toMs - fromMs;
    else sum.gpuMs += (toMs - fromMs) * replicas * gpuCount;
  }
  return sum;
}

/** The sum of several GPU times. */
export function addUp(parts: readonly GpuTime[]): GpuTime {
  const total = { gpuMs: 0, unknownMs: 0 };
  for (const { gpuMs, unknownMs } of parts) {
    total.gpuMs += gpuMs;
    total.unknownMs += unknownMs;
  }
  return total;
}

/** The days (UTC) that a window covers, in whole or in part. */
export function utcDays({ fromMs, toMs }: Window): (Window & { day: string })[] {
  const days: (Window & { day: string })[] = [];
  for (let at = fromMs; at < toMs; ) {
    const next = Math.min((Math.floor(at / DAY_MS) + 1) * DAY_MS, toMs);
    days.push({ day: utcDay(at), fromMs: at, toMs: next });
    at = next;
  }
  return days;
}

/** GPU-hours as a decimal, rounded to thousandths (3.6 s): 5,400,000 → `1.5`. */
export function gpuHours(gpuMs: number): Decimal {
  return divide(whole(gpuMs), BigInt(HOUR_MS), 3);
}
