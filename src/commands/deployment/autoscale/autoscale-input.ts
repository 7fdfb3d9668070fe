import * as z from 'zod/mini';
import {
  AUTOSCALE_DEFAULTS,
  AUTOSCALE_WINDOW_MS,
  type AutoscaleLimits,
} from '../../../domain/load/autoscale-types.js';
import { parsePercent, percentProblem } from '../../../domain/percent.js';
import { gpuFields } from '../../lib/cost-limit.js';
import { checkedText, duration, rule, text, wholeNumber } from '../../lib/parse-input.js';

/** The limits of windows and of --every: engines report only every ten seconds. */
const window = duration.check(
  z.minimum(AUTOSCALE_WINDOW_MS.least, { error: 'must be 10s or more' }),
  z.maximum(AUTOSCALE_WINDOW_MS.most, { error: 'must be 24h or less' }),
);

const percent = z.pipe(checkedText(percentProblem), z.transform(parsePercent));

export const autoscaleInput = z
  .object({
    NAME: text,
    '--min': z._default(wholeNumber(1), 1),
    '--max': wholeNumber(1),
    '--target-waiting': z._default(wholeNumber(0), AUTOSCALE_DEFAULTS.targetWaiting),
    '--target-kv': z._default(percent, AUTOSCALE_DEFAULTS.targetKv),
    '--scale-up-window': z._default(window, AUTOSCALE_DEFAULTS.upWindowMs),
    '--scale-down-window': z._default(window, AUTOSCALE_DEFAULTS.downWindowMs),
    '--every': z.optional(window),
    ...gpuFields,
  })
  .check(
    // A value that is no number is never greater, so it is reported only by its own field.
    rule(({ '--min': min = 0, '--max': max = min }) => !(min > max), 'must not be more than --max', '--min'),
  );

/** The checked input of `deployment autoscale`. */
export type AutoscaleFlags = z.infer<typeof autoscaleInput>;

/** The limits of a decision, from the flags. */
export function limitsOf(flags: AutoscaleFlags): AutoscaleLimits {
  return {
    min: flags['--min'],
    max: flags['--max'],
    targetWaiting: flags['--target-waiting'],
    targetKv: flags['--target-kv'],
    upWindowMs: flags['--scale-up-window'],
    downWindowMs: flags['--scale-down-window'],
  };
}
