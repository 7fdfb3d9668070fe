import type { Call } from './world.js';

/** The moment from which something that is created by this call can be read back. */
export function visibleFrom({ world, now }: Call): number {
  return now + world.assumptions.visibleAfterMs;
}

/** Whether a list shows it by now, and a look at its ID finds it. */
export function isVisible({ now }: Call, record: { visibleFrom?: number | undefined }): boolean {
  return (record.visibleFrom ?? 0) <= now;
}
