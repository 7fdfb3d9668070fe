import * as z from 'zod/mini';
import { priceFields } from '../../lib/cost-limit.js';
import { atLeast, flag, isGiven, rule, text, waitFields } from '../../lib/parse-input.js';
import { LEAST_IDLE_MS } from './load-look.js';

export const idleInput = z
  .object({
    NAME: z._default(z.array(text), []),
    '--for': z.pipe(
      z.string({ error: 'is required: how long a deployment must have had no work, as in --for 45m' }),
      atLeast(LEAST_IDLE_MS),
    ),
    '--all': flag,
    '--except': z._default(z.array(text), []),
    '--scale-to-zero': flag,
    '--dry-run': flag,
    '--force': flag,
    ...priceFields,
    ...waitFields,
  })
  .check(
    rule((given) => !given['--all'] || !isGiven(given.NAME), '--all and NAME do not go together'),
    rule(
      (given) => !given['--scale-to-zero'] || isGiven(given['--all']) || isGiven(given.NAME),
      '--scale-to-zero needs names, or --all',
    ),
    rule(
      (given) => !given['--no-wait'] || isGiven(given['--scale-to-zero']),
      '--no-wait goes with --scale-to-zero',
    ),
  );

/** The checked input of `deployment idle`. */
export type IdleInput = z.infer<typeof idleInput>;

/** Does a name match a pattern? `*` stands for any number of characters, `?` for one. */
export function fitsGlob(name: string, pattern: string): boolean {
  const source = pattern.replace(/[^*?]/gsu, (one) => one.replace(/[.+^${}()|[\]\\/]/, '\\$&'));
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su').test(name);
}
