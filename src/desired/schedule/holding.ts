import { type Begun, type DesiredReplicas, lastFired, type Scheduled, writtenLast } from './schedule.js';
import { cronsOf } from './schedule-day.js';
import { heldSince, isWindow } from './window.js';

/** What holds of a schedule with windows, kept up to date while time passes: asking anew at each moment costs more. */
export interface Holding {
  /** Lines of the schedule, see `linesOf`, fire together. */
  fire(lines: readonly number[], at: Date): void;
  now(): DesiredReplicas;
}

/** What holds of a schedule from a moment on. */
export function holdingFrom(deployment: Scheduled, from: Date): Holding {
  const { schedule, timezone } = deployment;
  const entryOf = schedule.flatMap((entry, index) => cronsOf(entry).map(() => index));
  const heldAt = (index: number, at: Date) => {
    const entry = schedule[index];
    return entry && isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, at) : undefined;
  };
  const held = schedule.map((_, index) => heldAt(index, from));
  let fired: Begun | undefined = lastFired(deployment, from);
  return {
    fire(lines, at) {
      for (const line of lines) {
        const index = entryOf[line];
        const entry = index === undefined ? undefined : schedule[index];
        if (index === undefined || entry === undefined) continue;
        if (isWindow(entry)) held[index] = heldAt(index, at);
        else if (fired?.since !== at || index > fired.index) fired = { index, since: at };
      }
    },
    now() {
      const index = held.findLastIndex((since) => since !== undefined);
      const since = held[index];
      return writtenLast(deployment, fired, since && { index, since });
    },
  };
}
