import { soundCron } from '../cron/cron.js';
import type { Scheduled } from '../schedule.js';
import type { Line } from '../schedule-day.js';
import { edgesOf, isWindow } from '../window.js';

/**
 * The crons whose firing can bring something else: those of the schedule, by their place in it, and where it has
 * windows, those at which these begin and end, each an outcome of its own.
 * @throws SyntaxError for an unsound expression
 */
export function linesOf({ schedule, timezone }: Scheduled): Line[] {
  const hasWindows = schedule.some(isWindow);
  const lines = schedule.flatMap((entry): Line[] => {
    const shared = { timezone: entry.timezone ?? timezone, outcome: entry.replicas };
    if (isWindow(entry)) {
      const { start, end } = edgesOf(entry);
      return [
        { ...shared, cron: start, edge: true },
        { ...shared, cron: end, edge: true },
      ];
    }
    return [{ ...shared, cron: soundCron(entry.cron ?? '') }];
  });
  return hasWindows ? lines.map((line, index) => ({ ...line, outcome: index })) : lines;
}
