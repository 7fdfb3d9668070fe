import type { Scheduled } from '../schedule.js';
import { replicaTimeline, type Segment } from '../schedule-changes.js';
import { addDays, dateOf, startOfDay } from '../schedule-time.js';
import { type GpuHours, gpuHours, peakReplicas } from './schedule-timeline.js';

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

/** Whole days of desired replicas and GPU-hours, all by the calendar of one time zone, so that lines compare. */
export interface ScheduleReport {
  timezone: string;
  from: Date;
  to: Date;
  /** `YYYY-MM-DD`, in order. */
  dates: string[];
  rows: ScheduleRow[];
  /** All deployments together. */
  hours: GpuHours;
}

/** The days of a report, and where each begins and the last one ends. */
export type ScheduleFrame = Omit<ScheduleReport, 'rows' | 'hours'> & { bounds: Date[] };

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

/** The report of all its rows. */
export function reportOf({ bounds: _, ...frame }: ScheduleFrame, rows: ScheduleRow[]): ScheduleReport {
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
