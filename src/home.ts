import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder. Undefined without HOME and without an entry in the user database, which is no error. A
 * relative HOME is ignored, because settings would then depend on the current folder.
 */
export function homeFolder(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
