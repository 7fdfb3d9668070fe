import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import type { IdleRow } from '../../../output/views/idle.js';
import { each } from '../../lib/each.js';
import { withoutProgress } from '../../lib/narrowed-deps.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { changeDeployment } from '../change/change.js';
import { scaling } from '../change/scale-change.js';
import { IDLE_TAIL, lookAt, type Seen, verdictOf } from './load-look.js';

/** A deployment that was seen, and its row. */
export interface Judged {
  look: Seen;
  row: IdleRow;
}

/**
 * Scales those that are idle to zero, each after a second look right before its request: what has got work since is left
 * alone. Their rows say what became of them.
 * @returns what failed
 */
export async function putToSleep(
  deps: Deps,
  idle: readonly Judged[],
  afterMs: number,
  wait: WaitInput,
): Promise<readonly ExoError[]> {
  const quiet = withoutProgress(deps);
  const progress = idle.length === 0 ? undefined : deps.io.progress('Putting to sleep what is idle …');
  const { results, failures } = await each(idle, async ({ look: { chosen }, row }) => {
    const verdict = verdictOf(await lookAt(deps, chosen, IDLE_TAIL), afterMs, deps.clock.now());
    if (!verdict.isIdle) return isBusy(row, `at the second look, right before the request: ${verdict.why}`);
    row.since = verdict.since;
    row.status = 'failed';
    try {
      const change = scaling({ ...chosen, size: 0 });
      const { operation, deployment, problem } = await changeDeployment(quiet, change, wait, {
        whenBusy: 'refuse',
      });
      row.why = problem?.message;
      if (problem) return problem;
      row.status = deployment ? 'asleep' : 'accepted';
      if (operation?.state === 'pending') row.operationId = operation.id;
      return undefined;
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      // Somebody has begun to change it since the look: what is wanted is not idle.
      if (error.kind === 'conflict') return isBusy(row, error.message);
      row.why = error.message;
      throw error;
    }
  }).finally(() => progress?.stop());
  return [...failures, ...results.filter((problem) => problem !== undefined)];
}

function isBusy(row: IdleRow, why: string): undefined {
  row.status = 'busy';
  row.since = undefined;
  row.why = why;
}
