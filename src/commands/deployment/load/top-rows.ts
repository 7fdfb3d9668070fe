import { isBroken } from '../../../domain/deployment-state.js';
import { gpus } from '../../../domain/gpus.js';
import {
  lastActiveAt,
  loadAt,
  type ReplicaLoad,
  reachesBackTo,
  replicaLoadAt,
} from '../../../domain/load/engine-load.js';
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
import { loadOver, whyUnknownOver } from './load-window.js';

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
  const { state, replicas, 'gpu-type': family } = deployment;
  const window = sinceMs === undefined ? undefined : { from: now - sinceMs, to: now };
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

const WIDE = 100;

/**
 * What stands below the table on a terminal: what all of them take and cost, the quota of their families as bars, and
 * why something is not known.
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
    if (quota?.limit === undefined || quota.limit < 1) return [];
    const { usage: used = 0, limit } = quota;
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

/** Of several deployments. */
function total(rows: readonly DeploymentLoad[]): string[] {
  const taken = rows.flatMap((row) => row.gpus ?? []);
  if (rows.length < 2 || taken.length < rows.length) return [];
  const cost = costOfAll(rows);
  return [`${gpus(taken.reduce((all, each) => all + each, 0))} in all${cost ? `, ${cost}` : ''}`];
}
