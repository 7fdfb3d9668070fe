import { DONE } from '../../api/call.js';
import * as calls from '../../api/calls/deployments.js';
import type { Deps } from '../../deps.js';
import { describeTotal } from '../../domain/gpus.js';
import { scaleCommand } from '../../domain/shell-words.js';
import { failureOf, ifMissing } from '../../errors.js';
import type { Raw } from '../../program/spec.js';
import type { DeploymentEntry } from '../../schemas/deployment.js';
import { unseenUntil } from '../lib/creation/unseen.js';
import { deleteMany, type Target } from '../lib/delete-many.js';
import { actOn, type FindOptions, find, place, unlisted } from '../lib/find.js';
import { changeDeployment } from './change/change.js';
import { type Change, changeOf, notAsAsked, SEE_MS } from './change/one-change.js';
import { DEPLOYMENTS, type Placed, type PlacedEntry, requireName, subjectOf } from './find.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const options: FindOptions<DeploymentEntry> = { change: true, lists: new Map() };
  await deleteMany(deps, raw, {
    kind: DEPLOYMENTS,
    loss: 'URL and API key would be lost for good; scaling to zero (exo-di deployment scale NAME 0) stops GPU billing and keeps them',
    find: (name, unseen) => (unseen ? place : find)(deps, DEPLOYMENTS, name, options),
    call: calls.deleteDeployment,
    question,
    deleteOne: (one, { name, found }, input) =>
      actOn(one, DEPLOYMENTS, name, found, async ({ zone, id, entry }) => {
        const isThere = !entry || (await requireOwnName({ zone, id, name }));
        // If the listed one is gone, this machine may have created another of the name since, which would be billed on.
        const since = isThere ? undefined : await unlisted(one, DEPLOYMENTS, name, zone, id);
        const meant = { zone, id: since?.id ?? id, name };
        const { operation = DONE, problem } = await changeDeployment(one, deleting(meant), input);
        if (problem) throw problem;
        return { zone: zone.zone, id: meant.id, name, operation };
      }),
  });
}

function question(targets: readonly Target<PlacedEntry>[]): string[] {
  const lines = targets.map(({ name, found: { zone, entry } }) => {
    const count = entry?.['gpu-count'];
    const total =
      count === undefined || entry?.replicas === undefined ? '' : `, ${describeTotal(count, entry.replicas)}`;
    return `  ${name} (${zone.zone}${total})`;
  });
  const lost = lostWith(targets.length);
  // At zero replicas, scaling to zero is no alternative to mention.
  const billed = targets.filter(({ found }) => found.entry?.replicas !== 0);
  if (billed.length === 0) return ['This deletes:', ...lines, lost];
  return [
    'This deletes:',
    ...lines,
    `${lost} Scaling to zero stops GPU billing and keeps them:`,
    ...billed.map(({ name, found: { zone } }) => `  ${scaleCommand(name, 0, zone.zone)}`),
  ];
}

/** What is lost with deleted deployments, for the question. @param count how many they are */
export const lostWith = (count: number) =>
  count === 1 ? 'Its URL and API key are lost for good.' : 'Their URLs and API keys are lost for good.';

/**
 * Reads a deployment that a list has shown before it is deleted: its URL and API key are lost for good. One that cannot
 * be read is deleted all the same, because the deletion itself tells what is wrong.
 * @returns false if the service does not know it
 * @throws ExoError conflict if it has been renamed, see `requireName`
 */
export async function requireOwnName(placed: Placed): Promise<boolean> {
  const { zone, id, name } = placed;
  const asListed = (error: unknown) => {
    failureOf(error);
    return placed;
  };
  const seen = await zone
    .getDeployment(id, { subject: subjectOf(name), timeoutMs: SEE_MS })
    .catch(ifMissing)
    .catch(asListed);
  if (seen) requireName(placed, seen);
  return seen !== undefined;
}

/** The deletion of a deployment (`delete-deployment`), with its URL and API key. */
export function deleting(placed: Placed): Change {
  const { zone, id, name } = placed;
  const subject = subjectOf(name);
  return changeOf(placed, calls.deleteDeployment(id), {
    what: `delete ${subject}`,
    progress: `Deleting ${subject}`,
    endsBilling: true,
    isAsked: (deployment) => deployment === undefined,
    unseenUntil: (deps) => unseenUntil(deps, { kind: 'deployment', place: zone.zone, name }, id),
    instead: (deployment) =>
      notAsAsked({ zone, name }, 'is still there', {
        doing: 'deletion',
        code: 'still-there',
        details: { state: deployment?.state, replicas: deployment?.replicas },
      }),
  });
}
