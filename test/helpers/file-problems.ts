import * as z from 'zod/mini';
import { UsageError } from '../../src/errors.js';

const refusal = z.object({ problems: z.array(z.string()) });

/** The problems with which an inference file is refused, one line each, or none. */
export function problemsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof UsageError) return refusal.parse(error.details).problems;
    throw error;
  }
}
