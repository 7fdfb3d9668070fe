import * as z from 'zod/mini';
import { GPU_COUNT } from '../../domain/gpus.js';
import { priceFields } from '../lib/cost-limit.js';
import { flag, text, wholeNumber } from '../lib/parse-input.js';

const TOKENS = /^(\d+(?:\.\d+)?)([km]?)$/i;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2 };

/** `32k`, `32768`. */
function readTokens(typed: string): number {
  const [, digits = '', unit = ''] = TOKENS.exec(typed) ?? [];
  return Math.round(Number(digits) * (UNITS[unit.toLowerCase()] ?? 1));
}

const tokens = z.pipe(
  z.string().check(
    z.refine((typed) => TOKENS.test(typed) && readTokens(typed) >= 1, {
      error: ({ input }) => `must be a number of tokens such as 8192 or 32k, not ${JSON.stringify(input)}`,
    }),
  ),
  z.transform(readTokens),
);

/** What `model fit` is asked, by the names people see. */
export const fitInput = z.object({
  NAME: text,
  '--gpu-type': z.optional(text),
  '--gpu-count': z.optional(wholeNumber(GPU_COUNT.min, GPU_COUNT.max)),
  '--context': z.optional(tokens),
  '--concurrency': z._default(wholeNumber(1), 1),
  '--model-config': z.optional(text),
  '--online': flag,
  ...priceFields,
});
export type FitInput = z.infer<typeof fitInput>;
