import type { ScheduleRow } from '../../desired/schedule/drawn/schedule-report.js';
import type { View } from '../view.js';

/** `schedule show` in text and templates: the GPU-hours of each deployment in the days of the report. */
export const scheduleView: View<ScheduleRow> = {
  name: 'deployment',
  fields: [
    { key: 'zone', value: ({ zone }) => zone, keep: true },
    { key: 'name', value: ({ name }) => name },
    { key: 'gpu_type', value: ({ gpuType }) => gpuType, keep: true },
    { key: 'gpu_count', type: 'number', value: ({ gpuCount }) => gpuCount },
    { key: 'gpu_hours', label: 'GPU-hours', type: 'number', value: ({ hours }) => rounded(hours.total) },
    {
      key: 'maximum',
      label: 'Running the maximum',
      type: 'number',
      value: ({ hours }) => rounded(hours.maximum),
    },
    { key: 'saved', type: 'number', value: ({ hours }) => rounded(hours.saved) },
  ],
};

/** Hours rounded to thousandths (3.6 s), so that nobody reads the rounding errors of a floating-point sum. */
export function rounded(hours: number): number {
  return Math.round(hours * 1000) / 1000;
}
