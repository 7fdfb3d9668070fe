import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder. Without HOME and without an entry in the user database there is none; that alone breaks
 * nothing. A relative one would let the current folder decide where settings come from, and is none either.
 */
export function homeFolder(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
