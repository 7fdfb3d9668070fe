import { type DesiredReplicas, firedBy, type Scheduled, scheduledAt } from './schedule.js';
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
  // A window has two lines, its beginning and its end.
  const entryOf = schedule.flatMap((entry, index) => (isWindow(entry) ? [index, index] : [index]));
  const heldAt = (index: number, at: Date) => {
    const entry = schedule[index];
    return entry && isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, at) : undefined;
  };
  const held = schedule.map((_, index) => heldAt(index, from));
  const crons = {
    ...deployment,
    schedule: schedule.map((entry) => (isWindow(entry) ? { replicas: 0 } : entry)),
  };
  const { why } = scheduledAt(crons, from);
  let fired = why.kind === 'schedule' ? { index: why.index, since: why.since } : undefined;
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
      if (since !== undefined && index > (fired?.index ?? -1)) return firedBy(deployment, index, since);
      return fired === undefined ? scheduledBase(deployment) : firedBy(deployment, fired.index, fired.since);
    },
  };
}

function scheduledBase({ replicas }: Scheduled): DesiredReplicas {
  return { replicas, why: { kind: 'base' } };
}
