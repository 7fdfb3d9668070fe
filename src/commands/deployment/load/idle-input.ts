import * as z from 'zod/mini';
import { UsageError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';
import { priceFields } from '../../lib/cost-limit.js';
import { atLeast, flag, parseInput, text, waitFields } from '../../lib/parse-input.js';
import { LEAST_IDLE_MS } from './load-look.js';

const schema = z.object({
  NAME: z._default(z.array(text), []),
  '--for': z.optional(atLeast(LEAST_IDLE_MS)),
  '--all': flag,
  '--except': z._default(z.array(text), []),
  '--scale-to-zero': flag,
  '--dry-run': flag,
  '--force': flag,
  ...priceFields,
  ...waitFields,
});

/** What `deployment idle` is asked for, checked. */
export type IdleInput = Omit<z.infer<typeof schema>, '--for'> & { '--for': number };

const USAGE = 'usage: exo-di deployment idle --for 45m [NAME…|--all] [--except GLOB] [--scale-to-zero]';

/** @throws UsageError with every problem at once */
export function parseIdle(raw: Raw): IdleInput {
  const input = parseInput(schema, raw, USAGE);
  const afterMs = input['--for'];
  const problems = [
    ...(afterMs === undefined
      ? ['--for is required: how long it has to have had no work, as in --for 45m']
      : []),
    ...(input['--all'] && input.NAME.length > 0 ? ['--all and NAME do not go together'] : []),
    ...(input['--scale-to-zero'] && !input['--all'] && input.NAME.length === 0
      ? ['--scale-to-zero needs names, or --all']
      : []),
    ...(!input['--scale-to-zero'] && input['--no-wait'] ? ['--no-wait goes with --scale-to-zero'] : []),
  ];
  if (problems.length > 0 || afterMs === undefined) throw new UsageError(problems, { hint: USAGE });
  return { ...input, '--for': afterMs };
}

/** Does a name fit a pattern? `*` stands for any characters, also none, `?` for one; everything else for itself. */
export function fitsGlob(name: string, pattern: string): boolean {
  const source = pattern.replace(/[^*?]/gsu, (one) => one.replace(/[.+^${}()|[\]\\/]/, '\\$&'));
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su').test(name);
}
