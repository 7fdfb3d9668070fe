import type { Pause } from '../../../desired/hold/holds.js';
import { formatMoment } from '../../../desired/schedule/schedule-time.js';

/** `inference.yaml is paused by anna@build-1 since … until …: apply sends nothing.` */
export function pausedLine(file: string, { by, since, until }: Pause): string {
  const times = `since ${formatMoment(new Date(since), 'UTC')} until ${formatMoment(new Date(until), 'UTC')}`;
  return `${file} is paused by ${by} ${times}: apply sends nothing.`;
}
