import { msOf } from '../../../domain/duration.js';
import { diagnose, ENGINE_FAILURES } from '../../../domain/failures/diagnosis.js';
import { type IdleVerdict, judgeIdle } from '../../../domain/load/load-proof.js';
import { linesOf } from '../explain/explain-fixes.js';
import type { Look } from './load-look.js';

/** Lines asked for: the more, the further back they reach. */
export const IDLE_TAIL = 10_000;
/** The engine's interval some times over, in ms: less proves nothing. */
export const LEAST_IDLE_MS = 30_000;

/** Whether a deployment that was looked at has been idle for so long. What could not be seen counts as busy. @param now in ms */
export function verdictOf(look: Look, afterMs: number, now: number): IdleVerdict {
  if ('error' in look) return { isIdle: false, why: look.error.message };
  const { deployment, load, logs } = look;
  if (deployment.replicas === undefined)
    return { isIdle: false, why: 'the service does not tell how many replicas it has' };
  return judgeIdle(load, {
    ...{ now, afterMs, state: deployment.state },
    createdAt: msOf(deployment['created-at']),
    failure: failureIn(linesOf(logs)),
  });
}

/** Why the engine does not serve; what only went wrong with a request is no reason. */
function failureIn(lines: readonly string[]): string | undefined {
  const found = diagnose(lines);
  const isOfRequests = ENGINE_FAILURES.some(
    (failure) => failure.kind === found?.kind && failure.isOfRequests === true,
  );
  return isOfRequests ? undefined : found?.cause;
}
