import type { Deps } from '../../deps.js';
import type { Problem } from '../../desired/file/source.js';
import { problemLine } from '../../desired/file/warnings.js';

/** Nobody reads more, and a file with thousands is mended from the top. */
const MOST = 50;

/** Says what in a file is understood and perhaps not meant, on stderr. */
export function warnOf(deps: Deps, warnings: readonly Problem[]): void {
  for (const warning of warnings.slice(0, MOST)) deps.io.warn(problemLine(warning));
  const more = warnings.length - MOST;
  if (more > 0) deps.io.warn(`and ${more} more of the kind; plan -O json has them all`);
}
