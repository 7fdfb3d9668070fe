import { gpus } from '../../../domain/gpus.js';
import { bar } from '../../../output/bar.js';
import { wrapProse } from '../../../output/prose.js';
import type { Style } from '../../../output/view.js';
import type { DeploymentLoad } from '../../../output/views/load.js';
import { visible } from '../../../output/visible.js';
import { displayWidth } from '../../../output/width.js';
import type { Quota } from '../../../schemas/organization.js';
import { costOfAll } from './load-look.js';

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
