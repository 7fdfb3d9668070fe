import { type Begun, type DesiredReplicas, lastFired, type Scheduled, writtenLast } from './schedule.js';
import { heldSince, isWindow } from './window.js';

/** What holds of a schedule, kept up to date while time passes: asking anew at each moment costs more. */
export interface Holding {
  /** Entries of the schedule, by their places, fire together. */
  fire(entries: readonly number[], at: Date): void;
  now(): DesiredReplicas;
}

/** What holds of a schedule from a moment on. */
export function holdingFrom(deployment: Scheduled, from: Date): Holding {
  const { schedule, timezone } = deployment;
  const heldAt = (entry: Scheduled['schedule'][number], at: Date) =>
    isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, at) : undefined;
  const held = schedule.map((entry) => heldAt(entry, from));
  let fired: Begun | undefined = lastFired(deployment, from);
  return {
    fire(entries, at) {
      for (const index of entries) {
        const entry = schedule[index];
        if (entry && isWindow(entry)) held[index] = heldAt(entry, at);
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
