import { isBroken } from '../../../domain/deployment-state.js';
import {
  lastActiveAt,
  loadAt,
  type ReplicaLoad,
  reachesBackTo,
  replicaLoadAt,
} from '../../../domain/load/engine-load.js';
import { whyUnknown } from '../../../domain/load/load-proof.js';
import { loadOver, whyUnknownOver } from '../../../domain/load/load-window.js';
import { commandFor } from '../../../domain/shell-words.js';
import type { DeploymentLoad, LoadRow } from '../../../output/views/load.js';
import { costOf, type Facts, type Look } from './load-look.js';

/**
 * A deployment as `deployment top` shows it. Numbers alone: no line of its logs is kept.
 * @param sinceMs so long back, in ms; undefined for what is told now
 */
export function topRow(look: Look, sinceMs: number | undefined, facts: Facts): DeploymentLoad {
  const { name, zone } = look.chosen;
  const { now, currency } = facts;
  const about = { name, zone: zone.zone, currency };
  if ('error' in look)
    return { ...about, state: '', figures: 'unknown', byReplica: [], problem: look.error.message };
  const { deployment, load } = look;
  const { state, replicas, 'gpu-type': family, 'gpu-count': count } = deployment;
  const window = sinceMs === undefined ? undefined : { from: now - sinceMs, to: now };
  const gpus = count === undefined || replicas === undefined ? undefined : count * replicas;
  const isStopped = replicas === 0;
  const hasFailed = isBroken(deployment);
  const figuresOf = (replica: ReplicaLoad | undefined) => {
    if (hasFailed) return 'unknown';
    if (window && !isStopped) return loadOver(load, replica, window);
    return replica ? replicaLoadAt(load, replica, now) : loadAt(load, now);
  };
  const whyNot = () => {
    if (hasFailed) return `its state is error; see why: ${commandFor('explain', name, zone.zone)}`;
    return window && !isStopped ? whyUnknownOver(load, window) : whyUnknown(load, now);
  };
  const byReplica = isStopped
    ? []
    : load.replicas.map(
        (replica): LoadRow => ({
          ...{ ...about, state, replica: replica.replica },
          figures: figuresOf(replica),
          lastActiveAt: replica.lastActiveAt,
          knownSince: load.isUndated ? undefined : replica.reachesBackTo,
          ...{ gpus: count, cost: costOf(facts, family, count) },
        }),
      );
  return {
    ...{ ...about, state, replicas, gpus, family, cost: costOf(facts, family, gpus), byReplica },
    figures: figuresOf(undefined),
    lastActiveAt: lastActiveAt(load),
    knownSince: reachesBackTo(load),
    problem: whyNot(),
  };
}

/** The rows of a table: of one replica the sum says all. */
export function flatRows(deployments: readonly DeploymentLoad[]): LoadRow[] {
  return deployments.flatMap((one): LoadRow[] => {
    const { byReplica, family, ...sum } = one;
    return byReplica.length === 1 && one.replicas === 1 ? [sum] : [sum, ...byReplica];
  });
}
