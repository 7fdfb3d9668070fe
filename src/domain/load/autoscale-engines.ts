import { parameterValue } from '../engine-flags.js';
import type { AutoscaleInput } from './autoscale-types.js';
import type { EngineLoad, ReplicaLoad } from './engine-load.js';
import { HOLD_MS, isQuiet } from './load-line.js';
import type { EngineLines, LoadPoint } from './load-stretches.js';

/** What of a deployment's logs a decision is made from. */
export function loadToDecideBy({
  replicas,
  isUndated,
  isMute,
}: EngineLoad): Pick<AutoscaleInput, 'engines' | 'startedAt' | 'unusable'> {
  const started = replicas.flatMap(({ startedAt }) => startedAt ?? []);
  return {
    engines: replicas.flatMap(linesOf),
    startedAt: started.length > 0 ? Math.max(...started) : undefined,
    unusable: isMute
      ? 'its engine tells nothing of its load (--disable-log-stats)'
      : isUndated
        ? 'its logs have lines whose time cannot be read, or is still to come'
        : undefined,
  };
}

/** A list for each engine of a replica; of one that has told nothing yet, an empty one. */
function linesOf(load: ReplicaLoad): EngineLines[] {
  const { replica, samples, engines, breaks, reachesBackTo } = load;
  const turns = breaks.map(({ at, kind }): LoadPoint => {
    return { at, running: 0, waiting: 0, kv: 0, ...(kind === 'unreadable' ? { unread: true } : {}) };
  });
  const untold = requestUntold(load);
  return [...(engines.size > 0 ? engines : [''])].map((name) => {
    const told = samples
      .filter(({ engine }) => engine === name)
      .map((sample): LoadPoint => {
        const { at, running, waiting, kvCachePercent: kv = Number.NaN } = sample;
        return { at, running, waiting, kv, ...(isQuiet(sample) ? {} : { worked: true }) };
      });
    return {
      node: replica,
      since: reachesBackTo,
      points: [...told, ...turns, ...untold].sort((a, b) => a.at - b.at),
    };
  });
}

/** The last request that was answered, where the engine has been silent before and after: it does not tell of it. */
function requestUntold({ samples, askedAt }: ReplicaLoad): LoadPoint[] {
  const isTold = (at: number) => samples.some((sample) => sample.at > at - HOLD_MS);
  if (askedAt === undefined || isTold(askedAt)) return [];
  return [{ at: askedAt, running: 0, waiting: 0, kv: 0, unread: true, asked: true }];
}

/** Requests that a replica runs at once at most, where the parameters of its engine say so. */
export function mostRunningOf(parameters: readonly string[] = []): number | undefined {
  const words = parameters.flatMap((parameter) => parameter.split(/\s+/));
  const value = Number(parameterValue(words, '--max-num-seqs'));
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
