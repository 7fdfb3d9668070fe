import { type DesiredReplicas, firedBy, type Scheduled, scheduledAt } from './schedule.js';
import { heldSince, isWholeDay, isWindow } from './window.js';

/** What holds of a schedule with windows, kept up to date while time passes: asking anew at each moment costs more. */
export interface Holding {
  /** Lines of the schedule, see `linesOf`, fire together. */
  fire(lines: readonly number[], at: Date): void;
  now(): DesiredReplicas;
}

interface Edge {
  entry: number;
  kind: 'cron' | 'start' | 'end';
}

/** What holds of a schedule from a moment on. */
export function holdingFrom(deployment: Scheduled, from: Date): Holding {
  const { schedule, timezone } = deployment;
  const edges = schedule.flatMap((entry, index): Edge[] =>
    isWindow(entry)
      ? [
          { entry: index, kind: 'start' },
          { entry: index, kind: 'end' },
        ]
      : [{ entry: index, kind: 'cron' }],
  );
  const held = schedule.map((entry) =>
    isWindow(entry) ? heldSince(entry, entry.timezone ?? timezone, from) : undefined,
  );
  const crons = {
    ...deployment,
    schedule: schedule.map((entry) => (isWindow(entry) ? { replicas: 0 } : entry)),
  };
  const { why } = scheduledAt(crons, from);
  let fired = why.kind === 'schedule' ? { index: why.index, since: why.since } : undefined;
  return {
    fire(lines, at) {
      const ending = new Set(
        lines.filter((line) => edges[line]?.kind === 'end').map((line) => edges[line]?.entry),
      );
      for (const index of ending) if (index !== undefined) held[index] = undefined;
      for (const line of lines) {
        const { entry: index, kind } = edges[line] ?? { entry: -1, kind: 'end' };
        if (kind === 'cron' && (fired?.since !== at || index > fired.index)) fired = { index, since: at };
        const entry = schedule[index];
        const goesOn = entry !== undefined && isWindow(entry) && isWholeDay(entry);
        if (kind === 'start' && (!ending.has(index) || goesOn)) held[index] = at;
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
