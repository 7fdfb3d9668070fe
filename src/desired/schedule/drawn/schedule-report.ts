import { HOUR_MS } from '../../../domain/duration.js';
import { totalGpus } from '../../../domain/gpus.js';
import type { Scheduled } from '../schedule.js';
import { replicaTimeline, type Segment } from '../schedule-changes.js';
import { addDays, dateOf, startOfDay } from '../schedule-time.js';

/** A deployment with its schedule and what it takes. */
export interface ScheduledGpus extends Scheduled {
  zone: string;
  name: string;
  'gpu-type': string;
  'gpu-count': number;
  /** The load decides between these, as far as the schedule leaves it to it. */
  autoscale?: { min?: number | undefined; max: number } | undefined;
}

/** One deployment over the days of a report. */
export interface ScheduleRow {
  zone: string;
  name: string;
  gpuType: string;
  /** GPUs per replica. */
  gpuCount: number;
  /** Between how many the load decides: the timeline then has what the file names, no more. */
  byLoad?: { min: number; max: number } | undefined;
  timeline: Segment[];
  hours: GpuHours;
}

/** Whole days, all by the calendar of one time zone, so that lines compare. */
export interface ScheduleFrame {
  timezone: string;
  from: Date;
  to: Date;
  /** `YYYY-MM-DD`, in order. */
  dates: string[];
  /** Where each day begins, and the last one ends. */
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

/** What one deployment asks for over the days of a report. */
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
  return { ...frame, rows, hours: sumHours(frame.dates, rows) };
}

function sumHours(dates: readonly string[], rows: readonly ScheduleRow[]): GpuHours {
  const sum = (pick: (hours: GpuHours) => number) =>
    rows.reduce((total, { hours }) => total + pick(hours), 0);
  return {
    days: dates.map((_, day) => sum(({ days }) => days[day] ?? 0)),
    total: sum(({ total }) => total),
    maximum: sum(({ maximum }) => maximum),
    saved: sum(({ saved }) => saved),
  };
}

/** GPU-hours of a timeline; hours are elapsed ones, so a day on which the clock changes has 23 or 25. */
export interface GpuHours {
  /** One a day, in order. */
  days: number[];
  total: number;
  /** What running `peakReplicas` all the time would take. */
  maximum: number;
  /** `maximum` − `total`. */
  saved: number;
}

/**
 * The most replicas that count as "the maximum all the time": the most in the timeline or in regular operation (the
 * schedule's entries; the base value without a cron), so that a week of holidays at zero shows what it saves.
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
 * Tells for how long how many replicas are desired between each two of several moments in order: in one pass, however
 * many there are of either, and without making anything, since a schedule can change every minute of a year.
 * @param visit is told the number of the stretch, from 0; several times where several numbers hold in it
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
 * GPU-hours by day, in total, and against running the peak all the time. Total GPUs = gpu-count × replicas.
 * @param options.gpuCount GPUs per replica @param options.peak replicas, see `peakReplicas`
 * @param options.bounds where each day begins, and where the last one ends
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
