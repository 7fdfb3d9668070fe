import { UsageError } from '../errors.js';
import type { Account } from './config-schema.js';

/**
 * Refuses to use an account that cannot be read completely: without a part of it, it would do something else.
 * @throws {UsageError} with every problem of the account
 */
export function requireReadable({ problems = [] }: Account, shown: string): void {
  if (problems.length === 0) return;
  throw invalidConfig(problems, shown, 'correct it there, or use another account: --use-account NAME');
}

/** The error for a configuration file with problems. @param shown its name for messages */
export const invalidConfig = (problems: readonly string[], shown: string, hint?: string) =>
  new UsageError(
    problems.map((problem) => `${shown}: ${problem}`),
    { code: 'invalid-config', hint },
  );
