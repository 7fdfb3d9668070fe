import {
  type EngineLoad,
  type Figures,
  loadAt,
  type ReplicaLoad,
  replicaLoadAt,
} from '../../../domain/load/engine-load.js';
import { folded, type LoadFigures, mean } from '../../../domain/load/load-line.js';
import { whyUnknown } from '../../../domain/load/load-proof.js';

/** A look at each of these moments misses no line of the engine, in ms. */
const STEP_MS = 10_000;

/** Why it is not known what a deployment did over some time: of its last moment that is not; undefined where all are. */
export function whyUnknownOver(
  load: EngineLoad,
  { from, to }: { from: number; to: number },
): string | undefined {
  for (let at = to; at > from; at -= STEP_MS) {
    const why = whyUnknown(load, at);
    if (why !== undefined) return why;
  }
  return undefined;
}

/**
 * What a deployment, or one replica of it, did over some time: the most that was running, waiting, and in the KV cache,
 * and the mean of the tokens a second. Unknown as soon as one moment of it is.
 */
export function loadOver(
  load: EngineLoad,
  replica: ReplicaLoad | undefined,
  { from, to }: { from: number; to: number },
): Figures {
  const moments: LoadFigures[] = [];
  for (let at = to; at > from; at -= STEP_MS) {
    const figures = replica ? replicaLoadAt(load, replica, at) : loadAt(load, at);
    if (figures === 'unknown') return 'unknown';
    moments.push(figures);
  }
  if (moments.length === 0) return 'unknown';
  const most = (values: readonly number[]) => Math.max(...values);
  return folded(moments, { requests: most, cache: most, tokens: mean });
}
