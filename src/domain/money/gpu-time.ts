import { DAY_MS, HOUR_MS } from '../duration.js';
import { utcDay } from '../utc.js';

/*
 * GPU-hours of a deployment from the changes of its size. GPUs are billed by the minute from the moment a change is
 * accepted; all is reckoned in milliseconds of UTC, so the clock changes of a time zone change nothing.
 */

/** From `atMs` on a deployment has so many replicas; `unknown`: it is not known how many. */
export interface SizeChange {
  atMs: number;
  replicas: number | 'unknown';
}

/** A time in which the number of replicas stayed as it was; `toMs` is not part of it. */
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
 * The sizes of a deployment over a window, without gaps and in order. Of two changes at one moment the later one of the
 * list counts. What happened before the window is taken for its beginning, what happens after it is passed over.
 * @param before replicas before the first change, 0 where that is a creation
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
  /** Milliseconds of one GPU: whole, so that sums are exact. */
  gpuMs: number;
  /** Milliseconds of which it is not known how many GPUs they had. */
  unknownMs: number;
}

/** @param gpuCount GPUs a replica; undefined where it is not known: then any time with replicas is unknown */
export function gpuTime(all: readonly Stretch[], gpuCount: number | undefined): GpuTime {
  const sum = { gpuMs: 0, unknownMs: 0 };
  for (const { fromMs, toMs, replicas } of all) {
    if (replicas === 0) continue;
    if (replicas === 'unknown' || gpuCount === undefined) sum.unknownMs += toMs - fromMs;
    else sum.gpuMs += (toMs - fromMs) * replicas * gpuCount;
  }
  return sum;
}

/** What several times come to. */
export function addUp(parts: readonly GpuTime[]): GpuTime {
  const total = { gpuMs: 0, unknownMs: 0 };
  for (const { gpuMs, unknownMs } of parts) {
    total.gpuMs += gpuMs;
    total.unknownMs += unknownMs;
  }
  return total;
}

/** The days of UTC that a window touches, whole or in part. */
export function utcDays({ fromMs, toMs }: Window): (Window & { day: string })[] {
  const days: (Window & { day: string })[] = [];
  for (let at = fromMs; at < toMs; ) {
    const next = Math.min((Math.floor(at / DAY_MS) + 1) * DAY_MS, toMs);
    days.push({ day: utcDay(at), fromMs: at, toMs: next });
    at = next;
  }
  return days;
}

/** GPU-hours as a decimal, to the thousandth, under four seconds: 5,400,000 → `1.5`. */
export function gpuHours(gpuMs: number): string {
  return String(Math.round((gpuMs / HOUR_MS) * 1000) / 1000);
}
