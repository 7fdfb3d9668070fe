import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { isOwn } from '../../../domain/deployment-state.js';
import { orNothing, tellNothingSent, UsageError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import { chosenZone } from '../../lib/asked-zones.js';
import { gpuFields } from '../../lib/cost-limit.js';
import { allOf } from '../../lib/each.js';
import { type FindOptions, find } from '../../lib/find.js';
import { withoutId } from '../../lib/meant.js';
import { flag, parseInput, wholeNumber } from '../../lib/parse-input.js';
import { isEnough, type Resize } from '../change/scale-change.js';
import { DEPLOYMENTS, subjectOf, unlistedOnes } from '../find.js';

const schema = z.object({
  '--all': z.optional(wholeNumber(0)),
  '--force': flag,
  ...gpuFields,
});

/** The checked input. `sizes` has the size for each name; it is empty with --all. */
export type ScaleManyInput = z.infer<typeof schema> & { sizes: ReadonlyMap<string, number> };

const USAGE = 'usage: exo-di deployment scale NAME=SIZE … [-z ZONE], or --all SIZE -z ZONE';

/**
 * Checks what was typed after `deployment scale` for several deployments.
 * @throws UsageError with every problem at once
 */
export function parseScaleMany(raw: Raw): ScaleManyInput {
  const rest = raw['NAME=SIZE'];
  const words = [raw.NAME, raw.SIZE, ...(Array.isArray(rest) ? rest : [])].filter(
    (word) => word !== undefined,
  );
  const meant = meantSizes(words.map(String));
  if (meant !== undefined) {
    const exchange = { typed: words.map(String), meant };
    throw new UsageError('several deployments need a size each', { hint: USAGE, exchange });
  }
  const sizes = new Map<string, number>();
  const problems: string[] = [];
  for (const word of words) {
    const [, name, size] = /^(.+)=(\d+)$/s.exec(String(word)) ?? [];
    if (name === undefined || !Number.isSafeInteger(Number(size))) {
      problems.push(`${JSON.stringify(word)} is not NAME=SIZE, with a whole number of 0 or more`);
    } else if (sizes.has(name) && sizes.get(name) !== Number(size)) {
      problems.push(`${JSON.stringify(name)} is given two sizes, ${sizes.get(name)} and ${size}`);
    } else sizes.set(name, Number(size));
  }
  if (raw['--all'] !== undefined && words.length > 0) problems.push('--all and NAME=SIZE do not go together');
  if (raw['--gpu-count'] !== undefined)
    problems.push('--gpu-count goes with NAME SIZE of one deployment only');
  const other = problems.length > 0 ? new UsageError(problems, { hint: USAGE }) : undefined;
  return { ...parseInput(schema, raw, USAGE, other), sizes };
}

/** Turns `a b 2` and `a 1 b 2`, which people type by mistake, into NAME=SIZE words; undefined for anything else. */
function meantSizes(words: readonly string[]): string[] | undefined {
  const isSize = (word: string | undefined) => word !== undefined && /^\d+$/.test(word);
  const size = words.at(-1);
  const names = words.slice(0, -1);
  if (!isSize(size) || words.length < 3 || words.some((word) => word.includes('='))) return undefined;
  if (!names.some(isSize)) return names.map((name) => `${name}=${size}`);
  const isPaired = words.length % 2 === 0 && words.every((word, i) => isSize(word) === (i % 2 === 1));
  return isPaired ? words.flatMap((word, i) => (i % 2 === 0 ? [`${word}=${words[i + 1]}`] : [])) : undefined;
}

/** One of the deployments to scale: as it is now (`entry`), and the size it should get. */
export interface Target extends Resize {
  entry: DeploymentEntry;
  /** The same from `get-deployment`, if the list alone was not enough. */
  details?: Deployment | undefined;
}

/**
 * Finds the deployments that were named, or with --all every deployment of the zone.
 * @returns also an error for each that cannot be scaled
 * @throws UsageError if --all has no zone, or one deployment is given two sizes (by name and by ID); ExoError
 * not-found, conflict for an ambiguous name
 */
export async function findTargets(deps: Deps, input: ScaleManyInput) {
  const size = input['--all'];
  if (size !== undefined) return everyOne(deps, size);
  const options: FindOptions<DeploymentEntry> = { change: true, lists: new Map() };
  const found = await allOf(deps.io, [...input.sizes], async ([name, wanted]) => {
    const found = await find(deps, DEPLOYMENTS, name, options);
    return { ...found, name: found.entry.name, size: wanted };
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
  return { targets: [...byId.values()], failures: [] };
}

/**
 * Reads each deployment by its ID if the list alone is not enough to decide about it (see `isEnough`).
 * @throws ExoError if one cannot be read and --max-cost-per-hour has to be checked
 */
export async function asTheyAre(
  deps: Deps,
  targets: readonly Target[],
  limit: string | undefined,
): Promise<Target[]> {
  return allOf(deps.io, targets, async (target): Promise<Target> => {
    const { entry, size, zone, id, name } = target;
    // Zero is always sent, so reading the deployment first would only delay it.
    if (size === 0 || isEnough(entry, size, limit)) return target;
    // A cost limit can be checked only if every deployment is known. Without one, the others are scaled all the same.
    const unread = limit === undefined ? orNothing : tellNothingSent('any deployment');
    const details = await zone.getDeployment(id, { subject: subjectOf(name) }).catch(unread);
    // Without its replicas it counts as not having the size yet, so it is scaled even if the list says otherwise.
    return { ...target, entry: details ?? { ...entry, replicas: undefined }, details };
  });
}

/** The zone for --all. @throws UsageError if none is given: one command never changes every zone */
export async function zoneOfAll(deps: Deps): Promise<string> {
  const name = await chosenZone(deps);
  if (name === undefined) throw new UsageError('--all needs a zone: add -z ZONE');
  return name;
}

async function everyOne(deps: Deps, size: number) {
  const name = await zoneOfAll(deps);
  const zone = (await deps.client()).in(name);
  const all = await zone.listDeployments().catch(tellNothingSent('any deployment'));
  const listed = all.filter(isOwn);
  const unseen = await unlistedOnes(deps, zone, listed);
  const entries = [...listed, ...unseen.entries];
  if (entries.length === 0 && unseen.failures.length === 0) deps.io.say(`No deployments in ${name}.`);
  const targets = entries.flatMap((entry) =>
    entry.id === undefined ? [] : [{ zone, id: entry.id, name: entry.name, size, entry }],
  );
  // A deployment listed without an ID cannot be scaled; it is reported, and the others are scaled.
  const withoutIds = entries.flatMap((entry) =>
    entry.id === undefined ? [withoutId('deployment', entry.name, name)] : [],
  );
  return { targets, failures: [...withoutIds, ...unseen.failures] };
}

/** Does the change free GPUs? If the present number of replicas is not known, only zero surely does. */
export const frees = ({ entry, size }: Target) =>
  size === 0 || (entry.replicas !== undefined && size < entry.replicas);
