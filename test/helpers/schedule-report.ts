import type { DesiredDeployment } from '../../src/desired/file/file-schema.js';
import {
  reportOf,
  type ScheduledGpus,
  type ScheduleReport,
  scheduleFrame,
  scheduleRow,
} from '../../src/desired/schedule/drawn/schedule-report.js';

/** Three replicas on workdays from 7 to 20, otherwise none. */
export const APP: DesiredDeployment = {
  zone: 'at-vie-2',
  name: 'my-app',
  timezone: 'Europe/Vienna',
  'model-name': 'mistralai/Mistral-7B-Instruct-v0.3',
  'gpu-type': 'gpua5000',
  'gpu-count': 1,
  replicas: 1,
  except: [],
  schedule: [
    { cron: '0 7 * * 1-5', replicas: 3 },
    { cron: '0 20 * * 1-5', replicas: 0 },
  ],
};

/** Monday noon in Vienna, in the week on whose Sunday clocks go forward. */
export const MONDAY = new Date('2026-03-23T11:00:00Z');

/** The schedule report of deployments over `days` days, beginning with the day of `at`. */
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
