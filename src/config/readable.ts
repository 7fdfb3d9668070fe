import { UsageError } from '../errors.js';
import type { Account } from './schema.js';

/** @throws {UsageError} with every problem of an account that is wanted: without a part of it, it would do something else. */
export function requireReadable({ problems = [] }: Account, shown: string): void {
  if (problems.length === 0) return;
  throw invalidConfig(problems, shown, 'mend it there; other accounts can be used: --use-account NAME');
}

/** A configuration file is not as it should be. @param shown its name for messages */
export const invalidConfig = (problems: readonly string[], shown: string, hint?: string) =>
  new UsageError(
    problems.map((problem) => `${shown}: ${problem}`),
    { code: 'invalid-config', hint },
  );
