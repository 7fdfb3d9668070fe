import { HOUR_MS } from '../../../domain/duration.js';
import { totalGpus } from '../../../domain/gpus.js';
import type { Scheduled } from '../schedule.js';
import type { Segment } from '../schedule-changes.js';

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
