import { totalGpus } from './gpus.js';
import { type DesiredReplicas, looks, type Scheduled } from './schedule.js';
import { addDays, dateOf, startOfDay } from './schedule-time.js';

/** A stretch of time with one number of replicas for one kind of reason; `why` is the reason at its beginning. */
export interface Segment extends DesiredReplicas {
  from: Date;
  to: Date;
}

/** The desired replicas over time, without gaps. @param to the end, not included */
export function replicaTimeline(deployment: Scheduled, from: Date, to: Date): Segment[] {
  const segments: Segment[] = [];
  for (const { at, replicas, why } of looks(deployment, from)) {
    if (at >= to) break;
    const last = segments.at(-1);
    if (last?.replicas === replicas && last.why.kind === why.kind) continue;
    if (last !== undefined) last.to = at;
    segments.push({ from: at, to, replicas, why });
  }
  return segments;
}

/** GPU-hours of a timeline; hours are elapsed ones, so a day on which the clock changes has 23 or 25. */
export interface GpuHours {
  /** One a calendar day, in order; the first and the last may be cut by the timeline's ends. */
  days: { date: string; gpuHours: number }[];
  total: number;
  /** What running `peakReplicas` all the time would take. */
  maximum: number;
  /** `maximum` − `total`. */
  saved: number;
}

/**
 * The most replicas that count as "the maximum all the time": the most in the timeline or in regular operation (the
 * schedule's entries; the base value without one), so that a week of holidays at zero shows what it saves.
 */
export function peakReplicas(deployment: Scheduled, timeline: readonly Segment[]): number {
  const regular =
    deployment.schedule.length > 0
      ? deployment.schedule.map((entry) => entry.replicas)
      : [deployment.replicas];
  return Math.max(...regular, ...timeline.map((segment) => segment.replicas));
}

const HOUR_MS = 3_600_000;

/**
 * GPU-hours by calendar day, in total, and against running the peak all the time. Total GPUs = gpu-count × replicas.
 * @param options.gpuCount GPUs per replica @param options.timezone whose days @param options.peak replicas, see `peakReplicas`
 */
export function gpuHours(
  timeline: readonly Segment[],
  options: { gpuCount: number; timezone: string; peak: number },
): GpuHours {
  const hoursOf = (replicas: number, fromMs: number, toMs: number) =>
    (totalGpus(options.gpuCount, replicas) * Math.max(0, toMs - fromMs)) / HOUR_MS;
  const days: GpuHours['days'] = [];
  const [first, last] = [timeline.at(0), timeline.at(-1)];
  if (first === undefined || last === undefined) return { days, total: 0, maximum: 0, saved: 0 };
  let date = dateOf(first.from, options.timezone);
  for (let start = first.from; start < last.to; date = addDays(date, 1)) {
    const end = startOfDay(addDays(date, 1), options.timezone);
    let sum = 0;
    for (const { from, to, replicas } of timeline) {
      sum += hoursOf(
        replicas,
        Math.max(from.getTime(), start.getTime()),
        Math.min(to.getTime(), end.getTime()),
      );
    }
    days.push({ date, gpuHours: sum });
    start = end;
  }
  const total = days.reduce((sum, day) => sum + day.gpuHours, 0);
  const maximum = hoursOf(options.peak, first.from.getTime(), last.to.getTime());
  return { days, total, maximum, saved: maximum - total };
}
