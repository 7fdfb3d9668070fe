import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import type { IdleRow } from '../../../output/views/idle.js';
import { each } from '../../lib/each.js';
import { withoutProgress } from '../../lib/narrowed-deps.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { scaleUnlessChanged } from '../change/scale-unless-changed.js';
import { lookAt, type Seen, verdictOf } from './load-look.js';

/** A deployment that could be read, with its row. */
export interface Judged {
  look: Seen;
  row: IdleRow;
}

/**
 * Scales idle deployments to zero. Each one's logs are read again right before its request, and one that has work by
 * then is left alone. The outcome is written into the rows.
 * @returns the failures
 */
export async function putToSleep(
  deps: Deps,
  idle: readonly Judged[],
  afterMs: number,
  wait: WaitInput,
): Promise<readonly ExoError[]> {
  const quiet = withoutProgress(deps);
  const progress = idle.length === 0 ? undefined : deps.io.progress('Putting to sleep what is idle …');
  const { failures } = await each(idle, async ({ look: { chosen }, row }) => {
    const second = await lookAt(deps, chosen);
    if ('error' in second) {
      isBusy(row, atSecondLook(second.error.message));
      // One that could not be read is a failure: its GPUs run on although nobody is known to need them.
      if (second.error.kind !== 'not-found') throw second.error;
      return;
    }
    const verdict = verdictOf(second, afterMs, deps.clock.now());
    if (!verdict.isIdle) return isBusy(row, atSecondLook(verdict.why));
    row.since = verdict.since;
    row.status = 'failed';
    try {
      const changed = await scaleUnlessChanged(quiet, { ...chosen, size: 0 }, second.deployment, wait);
      const { operation, deployment, problem, inUse } = changed;
      if (inUse !== undefined) return isBusy(row, inUse);
      if (problem) throw problem;
      row.status = deployment ? 'asleep' : 'accepted';
      if (operation?.state === 'pending') row.operationId = operation.id;
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      row.why = error.message;
      row.operationId = error.operationId;
      throw error;
    }
  }).finally(() => progress?.stop());
  return failures;
}

const atSecondLook = (why: string) => `at the second check, right before the request: ${why}`;

function isBusy(row: IdleRow, why: string): void {
  row.status = 'busy';
  row.since = undefined;
  row.why = why;
}
