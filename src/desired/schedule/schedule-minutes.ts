import { MINUTE_MS } from '../../domain/duration.js';
import { firesWithin, minutesOf } from './cron/cron-fires.js';
import type { Scheduled } from './schedule.js';
import { cronsOf } from './schedule-day.js';
import { boundsOf } from './schedule-days.js';
import { clockChanges, offsetAt } from './zone-clock.js';

const HALF_A_YEAR = (365 / 2) * 24 * 60;

/**
 * The minutes of an hour at which the file may change something within a year, so that a job can run at them. They are
 * those of the file's own clocks and of UTC, which differ for zones that are not whole hours from UTC.
 */
export function minutesOfChange(deployments: readonly Scheduled[], at: Date): Set<number> {
  const minutes = new Set<number>();
  const from = Math.floor(at.getTime() / MINUTE_MS);
  const add = (minute: number, timezone: string) => {
    minutes.add(minute % 60);
    for (const moment of [from, from + HALF_A_YEAR, from + 2 * HALF_A_YEAR])
      minutes.add((((minute - offsetAt(timezone, Math.floor(moment))) % 60) + 60) % 60);
  };
  for (const { schedule, except, timezone } of deployments) {
    for (const entry of schedule) {
      const zone = entry.timezone ?? timezone;
      const crons = cronsOf(entry);
      for (const { times } of crons) for (const minute of minutesOf(times)) add(minute, zone);
      // A cron with fixed times that the clock skips fires at the jump.
      for (const { at: jump, before, after } of clockChanges(zone, from, from + 2 * HALF_A_YEAR))
        if (crons.some((cron) => cron.fixed && firesWithin(cron, jump + before, jump + after)))
          minutes.add(jump % 60);
    }
    for (const entry of except) {
      const { from: begins, to: ends } = boundsOf(entry, timezone);
      for (const moment of [begins, ends]) {
        // Jobs run at whole minutes, and before the moment nothing is to be done, so it is rounded up.
        const minute = Math.ceil(moment.getTime() / MINUTE_MS);
        add(minute + offsetAt(timezone, minute), timezone);
      }
    }
  }
  return minutes;
}

/**
 * The minute field of a cron for a job that runs regularly, and whenever something may change.
 * @param everyMinutes a divisor of 60 @param changes minutes of an hour
 * @param least the least minutes between runs; a change that is closer to another run has to wait for the next
 */
export function minuteField(everyMinutes: number, changes: Iterable<number> = [], least = 1): string {
  const runs = new Set(Array.from({ length: 60 / everyMinutes }, (_, index) => index * everyMinutes));
  const regular = runs.size;
  const isApart = (minute: number) =>
    [...runs].every((other) => Math.min(Math.abs(minute - other), 60 - Math.abs(minute - other)) >= least);
  for (const minute of [...changes].sort((a, b) => a - b)) if (isApart(minute)) runs.add(minute);
  if (runs.size === 60) return '*';
  if (runs.size === 1) return '0';
  if (runs.size === regular) return `*/${everyMinutes}`;
  return [...runs].sort((a, b) => a - b).join(',');
}
