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
    min: z.optional(count('No fewer replicas than these, 1 or more; 1 without it.', 1)),
    max: count('No more replicas than these.', 1),
    'target-waiting': z.optional(count('Requests that may wait, over all replicas; 0 without it.', 0)),
    'target-kv': z.optional(
      soundText(
        percentProblem,
        'How full the KV caches may be on average; 80% without it.',
        ['80%'],
        PERCENT_PATTERN,
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
    about(
      'In place of replicas: the load decides within these limits. Of the schedule, at-least and at-most move them while they hold, and replicas stands before them.',
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
    after: lasting(IDLE_MS, 'So long it has to have provably had no work.', '45m'),
  })
  .check(
    about(
      'Scale to zero when its logs prove that it had no work for so long. It then stays at zero until its schedule fires, or somebody scales it up; at-least and a hold keep it awake.',
    ),
  );
