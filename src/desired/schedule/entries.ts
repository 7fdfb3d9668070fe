import * as z from 'zod/mini';
import { cronProblem } from './cron/cron.js';
import { MOMENT_PATTERN, momentProblem } from './moment.js';
import { daysProblem } from './schedule-days.js';
import { timeZoneProblem } from './time-zone-name.js';
import { timeProblem, weekdaysProblem } from './window.js';

/* The entries of schedules, as the file has them, with the checks of their single values. */

/** A check whose message depends on the value. @param problemOf undefined if the value is sound */
export const sound = <T>(problemOf: (value: T) => string | undefined) =>
  z.check<T>(({ value, issues }) => {
    const message = problemOf(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  });

/** A text with such a check. @param pattern for editors, which do not run checks */
export function soundText(
  problemOf: (text: string) => string | undefined,
  description: string,
  examples: readonly string[],
  pattern?: string,
) {
  return z.string().check(sound(problemOf), z.meta({ description, ...(pattern && { pattern }), examples }));
}

/** A text that is not empty. */
export const text = (description: string, ...examples: string[]) =>
  z.string().check(z.minLength(1), z.meta({ description, examples }));

/** The description of a value, which editors show. */
export const about = (description: string) => z.meta({ description });

/** A number of replicas. */
export const replicas = (description: string) => z.int().check(z.minimum(0), about(description));

/** The name of a time zone. */
export const timeZone = (description: string) =>
  soundText(timeZoneProblem, description, ['Europe/Vienna', 'America/New_York']);

const time = (description: string, example: string) =>
  soundText(timeProblem, description, [example], '^([01]?\\d|2[0-3]):[0-5]\\d$|^24:00$');

/** The keys for the number of replicas; an entry has one of them. */
export const SIZES = ['replicas', 'at-most', 'at-least'] as const;

/** One entry of a schedule: the number of replicas from when a cron fires, or within a window. */
export const scheduleEntry = z
  .partial(
    z.strictObject({
      cron: soundText(
        cronProblem,
        'Five cron fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday); or @daily and its like.',
        ['0 7 * * 1-5', '0 20 * * MON-FRI'],
        '^\\s*(@[A-Za-z]+|\\S+(\\s+\\S+){4})\\s*$',
      ),
      days: soundText(
        weekdaysProblem,
        'Days of the week on which a window begins, with holidays among them, or except holidays; every day without it.',
        ['Mon-Fri', 'Sat,Sun,holidays', 'Fri-Mon', 'Mon-Fri except holidays'],
      ),
      from: time('Time of day at which a window begins.', '07:00'),
      to: time('Time of day at which a window ends; on the next day if it is not later than from.', '20:00'),
      replicas: replicas('Replicas from the moment the cron fires until another one does, or in the window.'),
      'at-most': replicas(
        'Instead of replicas: at most this many. A deployment with fewer, or one that was stopped, stays as it is.',
      ),
      'at-least': replicas('Instead of replicas: at least this many. A deployment with more stays as it is.'),
      on: z
        .literal('change')
        .check(
          about(
            'The cron counts only when it fires: what a person changes afterwards stays until this or another entry fires.',
          ),
        ),
      timezone: timeZone("Time zone of this entry alone. Without it, the deployment's."),
    }),
  )
  .check(
    about(
      'A cron, of which the one that fired last holds, or a window with from and to. Of several that hold, the later in the file decides.',
    ),
  );
export type FileScheduleEntry = z.infer<typeof scheduleEntry>;
/** An entry as it is evaluated: `replicas` has its number, also if the file has it as `at-least` or `at-most`. */
export type ScheduleEntry = FileScheduleEntry & {
  replicas: number;
  /** The holidays, in days since 1970-01-01, if the window's days name them. */
  holidays?: ReadonlySet<number>;
};

/** An entry with its number in `replicas`, whichever key has it in the file. */
export function sized(entry: FileScheduleEntry): ScheduleEntry {
  return { ...entry, replicas: entry.replicas ?? entry['at-most'] ?? entry['at-least'] ?? 0 };
}

const moment = (description: string, example: string) =>
  soundText(momentProblem, description, [example, `${example}+01:00`], MOMENT_PATTERN);

const days = soundText(
  daysProblem,
  'A day, or the first and the last of several, both included.',
  ['2026-12-24', '2026-12-24..2027-01-06'],
  '^\\d{4}-\\d{2}-\\d{2}(\\.\\.\\d{4}-\\d{2}-\\d{2})?$',
);

/** Whole days, or a stretch between two moments, on which the schedule does not count. */
export const exceptEntry = z
  .partial(
    z.strictObject({
      date: days,
      from: moment("Instead of date: the moment it begins, by the deployment's clock.", '2026-12-01T18:00'),
      to: moment('The moment at which it ends.', '2026-12-02T02:00'),
      replicas: replicas("Replicas in this time. Without it, the deployment's base value."),
    }),
  )
  .check(
    about(
      "Whole days, or from one moment to another, in the deployment's time zone. Where two entries overlap, the later in the file decides.",
    ),
  );
export type ExceptEntry = z.infer<typeof exceptEntry> & {
  /** Who holds, if the entry stands for a hold; no file can have this key. */
  heldBy?: string;
  /** The entry stands for `on-holidays`. */
  holiday?: true;
};

/** A holiday, or a file of holidays. */
export const holidayEntry = z
  .partial(
    z.strictObject({
      date: days,
      file: text(
        'A calendar (.ics), or a file with a date or a range of dates a line; the path is relative to this file.',
        'austria-2027.ics',
        'holidays.txt',
      ),
    }),
  )
  .check(about('A day, several, or a file of days.'));
