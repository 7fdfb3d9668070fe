import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { byName } from '../../../domain/order.js';
import type { Printer } from '../../../output/view.js';
import type { DeploymentDetails, DeploymentRow } from '../../../output/views/deployment.js';
import { shownState } from '../../../output/views/state.js';
import { askZones, clientsOf, listedZone, noZoneAnswered, silencesOf } from '../../lib/asked-zones.js';
import { onDeployment, subjectOf } from '../find.js';
import { readDeployment } from '../show.js';
import { named, rowKey, type Watched, watchRows } from './watch-rows.js';

/** `deployment list --watch` */
export async function watchDeployments(deps: Deps, printer: Printer<DeploymentRow>): Promise<void> {
  const zones = await clientsOf(deps, await listedZone(deps));
  await watchRows(deps, printer, {
    ...words,
    draw: printer.many,
    async look(before, options) {
      const answers = await askZones(zones, (zone) => zone.listDeployments(options));
      const none = noZoneAnswered(answers);
      if (none) throw none;
      const rows = answers.flatMap((answer) =>
        'error' in answer
          ? before.filter(({ zone }) => zone === answer.zone.zone)
          : [...answer.items].sort(byName).map((deployment) => ({ zone: answer.zone.zone, deployment })),
      );
      return { rows, silent: silencesOf(answers) };
    },
  });
}

/** `deployment show --watch`, until the deployment is gone. @throws ExoError not-found */
export async function watchDeployment(
  deps: Deps,
  printer: Printer<DeploymentDetails>,
  nameOrId: string,
): Promise<void> {
  await onDeployment(deps, nameOrId, ({ zone, id }) =>
    watchRows(deps, printer, {
      ...words,
      draw: ([row]) => (row ? printer.one(row) : ''),
      async look(_before, options) {
        return { rows: [await readDeployment(zone, id, { ...options, subject: subjectOf(nameOrId) })] };
      },
    }),
  );
}

const words: Pick<Watched<DeploymentRow>, 'key' | 'line'> = {
  key: ({ zone, deployment }) => rowKey({ ...deployment, zone }),
  line({ zone, deployment }, change, before) {
    const subject = named({ ...deployment, zone }, before?.deployment);
    if (change === 'gone') return `${subject}: gone`;
    const now = asWords(deployment);
    const was = before && asWords(before.deployment);
    return `${subject}: ${was === undefined || was === now ? now : `${was} → ${now}`}`;
  },
};

function asWords(deployment: DeploymentRow['deployment']): string {
  const { replicas } = deployment;
  const size = replicas === undefined ? '' : `, ${plural(replicas, 'replica')}`;
  return shownState(deployment) + size;
}
