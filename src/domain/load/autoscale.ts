import { isChanging, isSettled } from '../deployment-state.js';
import { parameterValue } from '../engine-flags.js';
import { byLoad } from './autoscale-load.js';
import { type AutoscaleInput, type Decision, stayAt } from './autoscale-types.js';
import { type EngineLoad, type ReplicaLoad, UNDATED } from './engine-load.js';
import { HOLD_MS, isQuiet } from './load-line.js';
import { type EngineLines, type LoadPoint, NO_LOAD } from './load-stretches.js';

/**
 * Decides what does not depend on the load: nothing changes at zero replicas or during a change, and a number of
 * replicas outside the limits is moved to them.
 * @returns the decision; for a deployment at rest and within its limits what the load decides by, `changedAt` in ms
 */
export function decideWithoutLoad({
  state,
  replicas,
  changedAt,
  limits: { min, max },
}: Pick<AutoscaleInput, 'state' | 'replicas' | 'changedAt' | 'limits'>):
  | Decision
  | { replicas: number; changedAt: number } {
  if (replicas === 0) return stayAt(replicas, 'stopped', 'it is stopped: without replicas there is no load');
  if (state === 'error') return stayAt(replicas, 'error', 'its state is error');
  if (isChanging(state)) return stayAt(replicas, 'changing', `a change is under way: it is ${state}`);
  if (!isSettled(state))
    return stayAt(replicas, 'unknown', `its state is ${state}, in which a change may be under way`);
  if (replicas === undefined)
    return stayAt(replicas, 'unknown', 'the service does not say how many replicas it has');
  if (replicas < min) return { kind: 'below-min', to: min, reason: `${min} is the minimum` };
  if (replicas > max) return { kind: 'above-max', to: max, reason: `${max} is the maximum` };
  return changedAt === undefined
    ? stayAt(replicas, 'unknown', 'the service does not say when it was last changed')
    : { replicas, changedAt };
}

/**
 * Decides how many replicas a deployment should have: one more, one fewer, as many as now, or as the limits demand. It
 * depends only on its input: run twice, or killed and run again, it decides the same. Nothing changes during a change,
 * at zero replicas, or if the log lines do not prove the reason for a change; lines from before the last change prove
 * nothing.
 */
export function decideReplicas(input: AutoscaleInput): Decision {
  const found = decideWithoutLoad(input);
  if ('kind' in found) return found;
  return byLoad(input, found.replicas, Math.max(found.changedAt, input.startedAt ?? 0));
}

/** The part of a decision's input that comes from the deployment's logs. */
export function loadToDecideBy({
  replicas,
  isUndated,
  mute,
}: EngineLoad): Pick<AutoscaleInput, 'engines' | 'startedAt' | 'unusable'> {
  const started = replicas.flatMap(({ startedAt }) => startedAt ?? []);
  return {
    engines: replicas.flatMap(linesOf),
    startedAt: started.length > 0 ? Math.max(...started) : undefined,
    unusable: mute ?? (isUndated ? UNDATED : undefined),
  };
}

/** The lines of each engine of a replica. A replica without any line of load counts as one engine. */
function linesOf(load: ReplicaLoad): EngineLines[] {
  const { replica, samples, engines, breaks, doubt, reachesBackTo } = load;
  const breakPoints = breaks.map(({ at, kind }): LoadPoint => {
    return { at, ...NO_LOAD, ...(kind === 'unreadable' ? { unread: true } : {}) };
  });
  // An engine that may have ended counts as one that fell silent at work.
  const doubted: LoadPoint[] = doubt ? [{ at: doubt.at, ...NO_LOAD, unread: true }] : [];
  const unreported = unreportedRequest(load);
  return [...(engines.size > 0 ? engines : [''])].map((name) => {
    const reported = samples
      .filter(({ engine }) => engine === name)
      .map((sample): LoadPoint => {
        const { at, running, waiting, kvCachePercent: kv = Number.NaN } = sample;
        return { at, running, waiting, kv, ...(isQuiet(sample) ? {} : { worked: true }) };
      });
    return {
      node: replica,
      since: reachesBackTo,
      points: [...reported, ...breakPoints, ...doubted, ...unreported].sort((a, b) => a.at - b.at),
    };
  });
}

/**
 * The last answered request as a point, if no line of load covers it: the engine had been silent for a while before,
 * and still is.
 */
function unreportedRequest({ samples, askedAt }: ReplicaLoad): LoadPoint[] {
  const isReported = (at: number) => samples.some((sample) => sample.at > at - HOLD_MS);
  if (askedAt === undefined || isReported(askedAt)) return [];
  return [{ at: askedAt, ...NO_LOAD, unread: true, asked: true }];
}

/** The most requests that a replica runs at once; undefined if the parameters of its engine do not set it. */
export function mostRunningOf(parameters: readonly string[] = []): number | undefined {
  const words = parameters.flatMap((parameter) => parameter.split(/\s+/));
  const value = Number(parameterValue(words, '--max-num-seqs'));
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
