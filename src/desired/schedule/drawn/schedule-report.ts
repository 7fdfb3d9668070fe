import { HOUR_MS } from '../../../domain/duration.js';
import { totalGpus } from '../../../domain/gpus.js';
import type { Scheduled } from '../schedule.js';
import { replicaTimeline, type Segment } from '../schedule-changes.js';
import { addDays, dateOf, startOfDay } from '../schedule-time.js';

/** A deployment with its schedule and its GPUs. */
export interface ScheduledGpus extends Scheduled {
  zone: string;
  name: string;
  'gpu-type': string;
  'gpu-count': number;
  /** The load decides between these, where the schedule leaves the number to it. */
  autoscale?: { min?: number | undefined; max: number } | undefined;
}

/** One deployment over the days of a report. */
export interface ScheduleRow {
  zone: string;
  name: string;
  gpuType: string;
  /** GPUs per replica. */
  gpuCount: number;
  /** The limits between which the load decides; the timeline then has only the numbers of the file. */
  byLoad?: { min: number; max: number } | undefined;
  timeline: Segment[];
  hours: GpuHours;
}

/** Whole days, all by the calendar of one time zone, so that the rows of deployments can be compared. */
export interface ScheduleFrame {
  timezone: string;
  from: Date;
  to: Date;
  /** `YYYY-MM-DD`, in order. */
  dates: string[];
  /** The beginning of each day, and the end of the last. */
  bounds: Date[];
}

/** Desired replicas and GPU-hours over these days. */
export interface ScheduleReport extends ScheduleFrame {
  rows: ScheduleRow[];
  /** All deployments together. */
  hours: GpuHours;
}

/** The days of a report, from the one on which `at` falls by the clock of the first deployment. */
export function scheduleFrame(
  deployments: readonly Pick<ScheduledGpus, 'timezone'>[],
  { at, days }: { at: Date; days: number },
): ScheduleFrame {
  const { timezone = 'UTC' } = deployments[0] ?? {};
  const first = dateOf(at, timezone);
  const dates = Array.from({ length: days }, (_, day) => addDays(first, day));
  const from = startOfDay(first, timezone);
  const to = startOfDay(addDays(first, days), timezone);
  return { timezone, from, to, dates, bounds: [...dates.map((date) => startOfDay(date, timezone)), to] };
}

/** The desired replicas and GPU-hours of one deployment over the days of a report. */
export function scheduleRow({ from, to, bounds }: ScheduleFrame, deployment: ScheduledGpus): ScheduleRow {
  const { zone, name, 'gpu-type': gpuType, 'gpu-count': gpuCount } = deployment;
  const timeline = replicaTimeline(deployment, from, to);
  const peak = peakReplicas(deployment, timeline);
  const { autoscale } = deployment;
  const byLoad = autoscale && { min: autoscale.min ?? 1, max: autoscale.max };
  return {
    zone,
    name,
    gpuType,
    gpuCount,
    byLoad,
    timeline,
    hours: gpuHours(timeline, { gpuCount, bounds, peak }),
  };
}

export function reportOf(frame: ScheduleFrame, rows: ScheduleRow[]): ScheduleReport {
  const sum = (pick: (hours: GpuHours) => number) =>
    rows.reduce((total, { hours }) => total + pick(hours), 0);
  const hours = {
    days: frame.dates.map((_, day) => sum(({ days }) => days[day] ?? 0)),
    total: sum(({ total }) => total),
    maximum: sum(({ maximum }) => maximum),
    saved: sum(({ saved }) => saved),
  };
  return { ...frame, rows, hours };
}

/** GPU-hours of a timeline, in elapsed hours: a day on which the clock changes has 23 or 25. */
export interface GpuHours {
  /** One number per day, in order. */
  days: number[];
  total: number;
  /** GPU-hours of `peakReplicas` running all the time. */
  maximum: number;
  /** `maximum` − `total`. */
  saved: number;
}

/**
 * The number of replicas for "the maximum all the time": the largest in the timeline or in regular operation (the
 * schedule's entries, and without a cron the base value). So a week of holidays at zero shows what it saves.
 */
export function peakReplicas(deployment: Scheduled, timeline: readonly Segment[]): number {
  const { schedule } = deployment;
  const regular = schedule.some(({ cron }) => cron !== undefined) ? schedule : [...schedule, deployment];
  let most = 0;
  for (const { replicas } of regular) most = Math.max(most, replicas);
  for (const { replicas } of timeline) most = Math.max(most, replicas);
  return most;
}

/**
 * Reports for how long each number of replicas is desired between any two successive bounds. It makes one pass over
 * both lists and builds nothing, because a schedule can change every minute of a year.
 * @param visit gets the index of the stretch, from 0; it is called several times if several numbers hold in a stretch
 */
export function eachPart(
  timeline: readonly Segment[],
  bounds: readonly Date[],
  visit: (stretch: number, replicas: number, ms: number) => void,
): void {
  let next = 0;
  for (let stretch = 0; stretch + 1 < bounds.length; stretch++) {
    const from = bounds[stretch]?.getTime() ?? 0;
    const to = bounds[stretch + 1]?.getTime() ?? 0;
    for (let segment = timeline[next]; segment !== undefined; segment = timeline[next]) {
      const end = segment.to.getTime();
      const ms = Math.min(end, to) - Math.max(segment.from.getTime(), from);
      if (ms > 0) visit(stretch, segment.replicas, ms);
      if (end > to) break;
      next++;
    }
  }
}

/**
 * GPU-hours by day, in total, and compared with running the peak all the time. Total GPUs = gpu-count × replicas.
 * @param options.gpuCount GPUs per replica @param options.peak replicas, see `peakReplicas`
 * @param options.bounds the beginning of each day, and the end of the last
 */
export function gpuHours(
  timeline: readonly Segment[],
  { gpuCount, bounds, peak }: { gpuCount: number; bounds: readonly Date[]; peak: number },
): GpuHours {
  const hoursOf = (replicas: number, ms: number) => (totalGpus(gpuCount, replicas) * ms) / HOUR_MS;
  const days = new Array<number>(Math.max(0, bounds.length - 1)).fill(0);
  eachPart(timeline, bounds, (day, replicas, ms) => {
    days[day] = (days[day] ?? 0) + hoursOf(replicas, ms);
  });
  const total = days.reduce((sum, hours) => sum + hours, 0);
  const [first, last] = [bounds.at(0), bounds.at(-1)];
  const maximum = first && last ? hoursOf(peak, last.getTime() - first.getTime()) : 0;
  return { days, total, maximum, saved: maximum - total };
}
