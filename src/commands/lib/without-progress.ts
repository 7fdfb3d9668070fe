import type { Deps } from '../../deps.js';
import { silentProgress } from '../../io/progress.js';

/** For things done at the same time under one line of progress: lines of their own would paint over each other. */
export function withoutProgress(deps: Deps): Deps {
  return { ...deps, io: { ...deps.io, progress: () => silentProgress } };
}
