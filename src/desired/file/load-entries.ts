import * as z from 'zod/mini';
import {
  DAY_MS,
  DURATION_PATTERN,
  durationProblem,
  MINUTE_MS,
  parseDuration,
} from '../../domain/duration.js';
import {
  AUTOSCALE_DEFAULTS,
  AUTOSCALE_WINDOW_MS,
  type AutoscaleLimits,
} from '../../domain/load/autoscale-types.js';
import { PERCENT_PATTERN, parsePercent, percentProblem } from '../../domain/percent.js';
import { about, soundText } from '../schedule/entries.js';

const count = (description: string, least: number) => z.int().check(z.minimum(least), about(description));

/** A duration within limits in ms. */
export const lasting = (limits: { least: number; most?: number }, description: string, example: string) =>
  soundText((text) => durationProblem(text, limits), description, [example], DURATION_PATTERN);

const window = (description: string, example: string) => lasting(AUTOSCALE_WINDOW_MS, description, example);

/** The limits between which the load decides; targets and windows are those of `deployment autoscale`. */
export const autoscaleEntry = z
  .strictObject({
    min: z.optional(count('The least number of replicas, 1 or more. Without it, 1.', 1)),
    max: count('The greatest number of replicas.', 1),
    'target-waiting': z.optional(count('How many requests may wait, over all replicas. Without it, 0.', 0)),
    'target-kv': z.optional(
      soundText(
        percentProblem,
        'How full the KV caches may be on average. Without it, 80%.',
        ['80%'],
        PERCENT_PATTERN,
      ),
    ),
    'scale-up-window': z.optional(
      window('A replica is added after this long above a target. Without it, 1m.', '1m'),
    ),
    'scale-down-window': z.optional(
      window('A replica is removed after this long with little to do. Without it, 10m.', '10m'),
    ),
  })
  .check(
    z.refine(({ min = 1, max }) => min <= max, { path: ['min'], error: 'must not be more than max' }),
    about(
      'Instead of replicas: the load decides within these limits. While they hold, at-least and at-most of the schedule change the limits, and replicas of the schedule overrides them.',
    ),
  );

/** The limits of an entry, with the defaults filled in. */
export function limitsOfEntry(entry: z.infer<typeof autoscaleEntry>): AutoscaleLimits {
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

/** How long an idle time may be, in ms: a shorter one proves nothing, and logs do not reach back over a longer one. */
const IDLE_MS = { least: MINUTE_MS, most: 7 * DAY_MS } as const;

export const idleEntry = z
  .strictObject({
    after: lasting(IDLE_MS, 'How long it must have had no work, proved by its logs.', '45m'),
  })
  .check(
    about(
      'Scale to zero when its logs prove that it had no work for this long. It then stays at zero until its schedule fires, or somebody scales it up; at-least and a hold keep it awake.',
    ),
  );
