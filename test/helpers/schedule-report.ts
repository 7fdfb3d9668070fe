import {
  reportOf,
  type ScheduledGpus,
  type ScheduleReport,
  scheduleFrame,
  scheduleRow,
} from '../../src/desired/schedule/drawn/schedule-report.js';

/** What a file asks for over some days, from the one on which `at` falls. */
export function scheduleReport(
  deployments: readonly ScheduledGpus[],
  options: { at: Date; days: number },
): ScheduleReport {
  const frame = scheduleFrame(deployments, options);
  return reportOf(
    frame,
    deployments.map((deployment) => scheduleRow(frame, deployment)),
  );
}
