import { msOf } from '../../../domain/duration.js';
import { ENGINE_FAILURES } from '../../../domain/failures/diagnosis.js';
import { type IdleVerdict, judgeIdle } from '../../../domain/load/load-proof.js';
import type { LogEntry } from '../../../schemas/deployment.js';
import { diagnoseLogs } from '../explain/explain-fixes.js';
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
  const running = new Set(load.replicas.map(({ replica }) => replica));
  return judgeIdle(load, {
    ...{ now, afterMs, state: deployment.state },
    createdAt: msOf(deployment['created-at']),
    failure: failureIn(logs.filter(({ node }) => running.has(node))),
  });
}

/** Why the engine does not serve; what only went wrong with a request is no reason. */
function failureIn(logs: readonly LogEntry[]): string | undefined {
  const found = diagnoseLogs(logs);
  const isOfRequests = ENGINE_FAILURES.some(
    (failure) => failure.kind === found?.kind && failure.isOfRequests === true,
  );
  return isOfRequests ? undefined : found?.cause;
}
