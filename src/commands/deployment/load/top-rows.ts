import { isBroken } from '../../../domain/deployment-state.js';
import { gpus } from '../../../domain/gpus.js';
import {
  type EngineLoad,
  type Figures,
  lastActiveAt,
  loadAt,
  type ReplicaLoad,
  reachesBackTo,
  replicaLoadAt,
} from '../../../domain/load/engine-load.js';
import { ENGINE_EVERY_MS, folded, type LoadFigures, mean, sum } from '../../../domain/load/load-line.js';
import { whyUnknown } from '../../../domain/load/load-proof.js';
import { commandFor } from '../../../domain/shell-words.js';
import { bar } from '../../../output/bar.js';
import { wrapProse } from '../../../output/prose.js';
import type { Style } from '../../../output/view.js';
import type { DeploymentLoad, LoadRow } from '../../../output/views/load.js';
import { visible } from '../../../output/visible.js';
import { displayWidth } from '../../../output/width.js';
import type { Quota } from '../../../schemas/organization.js';
import { costOfAll, type Facts, type Look, takenBy } from './load-look.js';

/**
 * The row of a deployment in `deployment top`. It holds only numbers, so that the log lines can be freed.
 * @param sinceMs the period to look back, in ms; undefined for the present load
 */
export function topRow(look: Look, sinceMs: number | undefined, facts: Facts): DeploymentLoad {
  const { id, name, zone } = look.chosen;
  const { now, currency } = facts;
  const about = { at: now, id, name, zone: zone.zone, currency };
  if ('error' in look)
    return { ...about, state: '', figures: 'unknown', byReplica: [], problem: look.error.message };
  const { deployment, load } = look;
  const { state, replicas, 'gpu-type': family } = deployment;
  const isStopped = replicas === 0;
  const moments = () => momentsOf(now, isStopped ? undefined : sinceMs);
  const hasFailed = isBroken(deployment);
  const figuresOf = (replica?: ReplicaLoad) => (hasFailed ? 'unknown' : loadOver(load, replica, moments()));
  const byReplica = isStopped
    ? []
    : load.replicas.map(
        (replica): LoadRow => ({
          ...about,
          state,
          replica: replica.replica,
          figures: figuresOf(replica),
          lastActiveAt: replica.lastActiveAt,
          knownSince: load.isUndated ? undefined : replica.reachesBackTo,
          ...takenBy(facts, deployment, 1),
        }),
      );
  return {
    ...about,
    state,
    replicas,
    family,
    byReplica,
    ...takenBy(facts, deployment, replicas),
    figures: figuresOf(),
    lastActiveAt: lastActiveAt(load),
    knownSince: reachesBackTo(load),
    problem: hasFailed
      ? `its state is error; see why: ${commandFor('explain', name, zone.zone)}`
      : whyUnknownOver(load, moments()),
  };
}

/**
 * The moments of the period at which the load is read, the latest first, at the engine's interval, so that no line is
 * missed. A generator, because a long period has too many for an array.
 */
function* momentsOf(now: number, sinceMs = ENGINE_EVERY_MS): Generator<number, void> {
  for (let at = now; at > now - sinceMs; at -= ENGINE_EVERY_MS) yield at;
}

/** Why the load is not known, for the latest moment at which it is not; undefined if it is known at all of them. */
function whyUnknownOver(load: EngineLoad, moments: Iterable<number>): string | undefined {
  for (const at of moments) {
    const why = whyUnknown(load, at);
    if (why !== undefined) return why;
  }
  return undefined;
}

/**
 * The load of a deployment or of one replica over a period: the maximum of running and waiting requests and of the KV
 * cache, and the mean of the tokens per second. Unknown if it is unknown at any moment.
 */
function loadOver(load: EngineLoad, replica: ReplicaLoad | undefined, moments: Iterable<number>): Figures {
  const seen: LoadFigures[] = [];
  for (const at of moments) {
    const figures = replica ? replicaLoadAt(load, replica, at) : loadAt(load, at);
    if (figures === 'unknown') return 'unknown';
    seen.push(figures);
  }
  const most = (values: readonly number[]) => Math.max(...values);
  return folded(seen, { requests: most, cache: most, tokens: mean });
}

/** The rows of the table: each deployment, followed by its replicas unless there is only one. */
export function flatRows(deployments: readonly DeploymentLoad[]): LoadRow[] {
  return deployments.flatMap((one): LoadRow[] => {
    const { byReplica, family, ...sum } = one;
    return byReplica.length === 1 && one.replicas === 1 ? [sum] : [sum, ...byReplica];
  });
}

const WIDE = 100;

/**
 * The lines below the table on a terminal: GPUs and cost of all deployments, the quota of their families as bars, and
 * the reasons for unknown values.
 */
export function topFoot(
  rows: readonly DeploymentLoad[],
  quotas: readonly Quota[],
  { width = 80, ascii = false, since }: Pick<Style, 'width' | 'ascii'> & { since?: string | undefined },
): string {
  const families = [...new Set(rows.flatMap(({ family }) => family?.toLowerCase() ?? []))].sort();
  const label = Math.max(0, ...families.map((family) => family.length));
  const bars = families.flatMap((family) => {
    const quota = quotas.find(({ resource }) => resource?.toLowerCase() === family);
    const { usage: used, limit } = quota ?? {};
    if (used === undefined || limit === undefined || limit < 1) return [];
    const drawn = (cells: number) => `${family.padEnd(label)}  ${bar({ used, limit }, cells, ascii)}`;
    const whole = `${drawn(width < WIDE ? 16 : 40)}, ${used} of ${limit} used`;
    const narrow = [whole, drawn(16), drawn(8)].find((line) => displayWidth(line) <= width);
    return [narrow ?? wrapProse(drawn(8), width)];
  });
  const unknown = rows.flatMap(({ name, zone, problem }) =>
    problem === undefined ? [] : [wrapProse(visible(`${name} in ${zone}: ${problem}`), width, '?  ')],
  );
  const lines = [
    ...(since ? [wrapProse(since, width, '')] : []),
    ...total(rows).map((line) => wrapProse(line, width)),
    ...bars,
    ...unknown,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The line for all deployments, if there are several. */
function total(rows: readonly DeploymentLoad[]): string[] {
  const taken = rows.flatMap((row) => row.gpus ?? []);
  if (rows.length < 2 || taken.length < rows.length) return [];
  const cost = costOfAll(rows);
  return [`${gpus(sum(taken))} in all${cost ? `, ${cost}` : ''}`];
}
