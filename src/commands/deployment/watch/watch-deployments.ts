import type { CallOptions } from '../../../api/call.js';
import { isPassing } from '../../../api/wait.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { byName } from '../../../domain/order.js';
import { failureOf } from '../../../errors.js';
import type { Printer } from '../../../output/view.js';
import type { DeploymentDetails, DeploymentRow } from '../../../output/views/deployment.js';
import { shownState } from '../../../output/views/state.js';
import type { DeploymentEntry } from '../../../schemas/deployment.js';
import { askZones, clientsOf, listedZone, noZoneAnswered, silencesOf } from '../../lib/asked-zones.js';
import { notAmong } from '../../lib/meant.js';
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
      const rows = answers.map(async (answer) => {
        const { zone } = answer.zone;
        const known = before.filter((row) => row.zone === zone);
        if ('error' in answer) return known;
        const all = [...answer.items, ...(await unlisted(answer.zone, answer.items, known, options))];
        return all.sort(byName).map((deployment) => ({ zone, deployment }));
      });
      return { rows: (await Promise.all(rows)).flat(), silent: silencesOf(answers) };
    },
  });
}

/** What is no longer listed but still there: a list can be behind, and what is called gone is no longer looked after. */
async function unlisted(
  zone: ZoneClient,
  listed: readonly DeploymentEntry[],
  known: readonly DeploymentRow[],
  options: CallOptions,
): Promise<DeploymentEntry[]> {
  const lacking = notAmong(
    known.map(({ deployment }) => deployment),
    listed,
  );
  const found = lacking.map((deployment) =>
    zone
      .getDeployment(deployment.id, options)
      .catch((error) => (isPassing(failureOf(error)) ? deployment : [])),
  );
  return (await Promise.all(found)).flat();
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

const words: Pick<Watched<DeploymentRow>, 'key' | 'line' | 'compared'> = {
  key: ({ zone, deployment }) => rowKey({ ...deployment, zone }),
  compared: ({ deployment }) => `${deployment.name} ${asWords(deployment)}`,
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
