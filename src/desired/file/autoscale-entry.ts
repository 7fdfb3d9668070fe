import * as z from 'zod/mini';
import { parseDuration } from '../../domain/duration.js';
import {
  AUTOSCALE_DEFAULTS,
  AUTOSCALE_WINDOW_MS,
  type AutoscaleLimits,
} from '../../domain/load/autoscale-types.js';
import { parsePercent, percentProblem } from '../../domain/percent.js';

const count = (description: string, least: number) =>
  z.int().check(z.minimum(least), z.meta({ description }));

const window = (description: string, example: string) =>
  z.string().check(
    z.refine((value) => windowProblem(value) === undefined, {
      error: (issue) => windowProblem(String(issue.input)) ?? '',
    }),
    z.meta({ description, examples: [example] }),
  );

function windowProblem(text: string): string | undefined {
  try {
    const ms = parseDuration(text);
    return ms >= AUTOSCALE_WINDOW_MS.least && ms <= AUTOSCALE_WINDOW_MS.most
      ? undefined
      : 'must be from 10s to 24h';
  } catch {
    return `${JSON.stringify(text)} is not a duration like 30s or 10m`;
  }
}

/** Between how many replicas the load decides; targets and windows are those of `deployment autoscale`. */
export const autoscaleEntry = z
  .strictObject({
    min: z.optional(count('No fewer replicas than these, 1 or more; 1 without it.', 1)),
    max: count('No more replicas than these.', 1),
    'target-waiting': z.optional(count('Requests that may wait, over all replicas; 0 without it.', 0)),
    'target-kv': z.optional(
      z.string().check(
        z.refine((value) => percentProblem(value) === undefined, {
          error: (issue) => percentProblem(String(issue.input)) ?? '',
        }),
        z.meta({
          description: 'How full the KV caches may be on average; 80% without it.',
          examples: ['80%'],
        }),
      ),
    ),
    'scale-up-window': z.optional(
      window('A replica is added after so long above a target; 1m without it.', '1m'),
    ),
    'scale-down-window': z.optional(
      window('A replica is taken after so long with little to do; 10m without it.', '10m'),
    ),
  })
  .check(
    z.refine(({ min = 1, max }) => min <= max, { path: ['min'], error: 'must not be more than max' }),
    z.meta({
      description:
        'In place of replicas: the load decides within these limits. Of the schedule, at-least and at-most move them while they hold, and replicas stands before them.',
    }),
  );
export type AutoscaleEntry = z.infer<typeof autoscaleEntry>;

/** The limits as they are decided by. */
export function limitsOfEntry(entry: AutoscaleEntry): AutoscaleLimits {
  const { 'target-kv': kv, 'scale-up-window': up, 'scale-down-window': down } = entry;
  return {
    min: entry.min ?? 1,
    max: entry.max,
    targetWaiting: entry['target-waiting'] ?? AUTOSCALE_DEFAULTS.targetWaiting,
    targetKv: kv === undefined ? AUTOSCALE_DEFAULTS.targetKv : parsePercent(kv),
    upWindowMs: up === undefined ? AUTOSCALE_DEFAULTS.upWindowMs : parseDuration(up),
    downWindowMs: down === undefined ? AUTOSCALE_DEFAULTS.downWindowMs : parseDuration(down),
  };
}
