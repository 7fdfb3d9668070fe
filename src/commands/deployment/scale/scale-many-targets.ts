import type { Deps } from '../../../deps.js';
import { isOwn } from '../../../domain/deployment-state.js';
import { failureOf, UsageError } from '../../../errors.js';
import type { DeploymentEntry } from '../../../schemas/deployment.js';
import { chosenZone } from '../../lib/asked-zones.js';
import { allOf } from '../../lib/each.js';
import { isEnough, type Resize } from '../change/scale-change.js';
import { type FindOptions, findDeployment, subjectOf } from '../find.js';
import type { ScaleManyInput } from './scale-many-input.js';

/** One of many, as it is and as it is to be. */
export interface Target extends Resize {
  entry: DeploymentEntry;
}

/** @throws UsageError without a zone for --all, or for two sizes of one deployment; not-found, conflict */
export async function findTargets(deps: Deps, input: ScaleManyInput): Promise<Target[]> {
  const size = input['--all'];
  if (size !== undefined) return everyOne(deps, size);
  const lists: FindOptions['lists'] = new Map();
  const found = await allOf(deps.io, [...input.sizes], async ([name, wanted]) => {
    const { zone, id, entry } = await findDeployment(deps, name, { change: true, lists });
    return {
      zone,
      id,
      name: entry?.name ?? name,
      size: wanted,
      entry: entry ?? (await zone.getDeployment(id)),
    };
  });
  const byId = new Map<string, Target>();
  for (const target of found) {
    const same = byId.get(target.id);
    if (same && same.size !== target.size) {
      throw new UsageError(
        `${target.name} in ${target.zone.zone} is given two sizes, ${same.size} and ${target.size}`,
      );
    }
    byId.set(target.id, target);
  }
  return [...byId.values()];
}

/** Those of which the list's word is not enough are asked themselves. @throws ExoError where a limit hangs on one unread */
export async function asTheyAre(
  deps: Deps,
  targets: readonly Target[],
  limit: string | undefined,
): Promise<Target[]> {
  return allOf(deps.io, targets, async (target): Promise<Target> => {
    const { entry, size, zone, id, name } = target;
    // Zero is sent whatever they are, and waits for no look.
    if (size === 0 || isEnough(entry, size, limit)) return target;
    try {
      return { ...target, entry: await zone.getDeployment(id, { subject: subjectOf(name) }) };
    } catch (error) {
      // One that cannot be read keeps no other from going to zero; a limit can only be held with what is known.
      if (limit !== undefined) throw error;
      failureOf(error);
      return target;
    }
  });
}

/** @throws UsageError without a zone: all is never all of every zone */
export async function zoneOfAll(deps: Deps): Promise<string> {
  const name = await chosenZone(deps);
  if (name === undefined) throw new UsageError('--all needs a zone: add -z ZONE');
  return name;
}

async function everyOne(deps: Deps, size: number): Promise<Target[]> {
  const name = await zoneOfAll(deps);
  const zone = (await deps.client()).in(name);
  const entries = (await zone.listDeployments()).filter(isOwn);
  if (entries.length === 0) deps.io.say(`There are no deployments in ${name}.`);
  return entries.flatMap((entry) =>
    entry.id === undefined ? [] : [{ zone, id: entry.id, name: entry.name, size, entry }],
  );
}

/** Where it is not told how many there are, only zero surely frees some. */
export const frees = ({ entry, size }: Target) =>
  size === 0 || (entry.replicas !== undefined && size < entry.replicas);
