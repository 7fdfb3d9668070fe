import * as z from 'zod/mini';
import { cronProblem } from './cron.js';
import { daysProblem } from './schedule-days.js';
import { timeZoneProblem } from './schedule-time.js';

/* What a schedule consists of, as the file writes it; each with the check of its single values. */

/** A check whose sentence depends on the value: `undefined` when all is well. */
function sound(problemOf: (text: string) => string | undefined) {
  return z.check<string>((ctx) => {
    const message = problemOf(ctx.value);
    if (message !== undefined) ctx.issues.push({ code: 'custom', message, input: ctx.value });
  });
}

/** A number of replicas. */
export const replicas = (description: string) => z.int().check(z.minimum(0), z.meta({ description }));

/** The name of a time zone. */
export const timeZone = (description: string) =>
  z
    .string()
    .check(sound(timeZoneProblem), z.meta({ description, examples: ['Europe/Vienna', 'America/New_York'] }));

/** One line of a schedule: from the moment the cron fires, this many replicas. */
export const scheduleEntry = z
  .strictObject({
    cron: z.string().check(
      sound(cronProblem),
      z.meta({
        description: 'Five cron fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday).',
        examples: ['0 7 * * 1-5', '0 20 * * MON-FRI'],
      }),
    ),
    replicas: replicas('Replicas from the moment this entry fires until another one does.'),
    timezone: z.optional(timeZone("Time zone of this entry alone. Without it, the deployment's.")),
  })
  .check(
    z.meta({
      description:
        'The entry that fired last decides. Of two that fire at the same moment, the later in the file does.',
    }),
  );
export type ScheduleEntry = z.infer<typeof scheduleEntry>;

/** Whole days that stand outside the schedule. */
export const exceptEntry = z
  .strictObject({
    date: z.string().check(
      sound(daysProblem),
      z.meta({
        description: 'A day, or the first and the last of several, both included.',
        pattern: '^\\d{4}-\\d{2}-\\d{2}(\\.\\.\\d{4}-\\d{2}-\\d{2})?$',
        examples: ['2026-12-24', '2026-12-24..2027-01-06'],
      }),
    ),
    replicas: z.optional(replicas("Replicas on these days. Without it, the deployment's base value.")),
  })
  .check(
    z.meta({
      description:
        "Whole days in the deployment's time zone. Where two entries overlap, the later in the file decides.",
    }),
  );
export type ExceptEntry = z.infer<typeof exceptEntry>;
