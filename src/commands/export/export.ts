import { parse } from 'yaml';
import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { exportFile } from '../../desired/file/export.js';
import { isOwn } from '../../domain/deployment-state.js';
import { type ExoError, UsageError } from '../../errors.js';
import { safeJson } from '../../output/json-renderer.js';
import type { Raw } from '../../program/spec.js';
import type { DeploymentEntry } from '../../schemas/deployment.js';
import { DEPLOYMENTS, unlistedOnes, withDetails } from '../deployment/find.js';
import { askZones, clientsOf, gather, inListedZone, listedZone } from '../lib/asked-zones.js';
import { notFound } from '../lib/kind.js';
import { isMeant } from '../lib/meant.js';
import { parseInput, text } from '../lib/parse-input.js';

const schema = z.object({ NAME: z._default(z.array(text), []) });

/** Prints a file that describes the existing deployments; `apply` with this file changes nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME: names } = parseInput(schema, raw, 'usage: exo-di export [NAME...] [-z ZONE]');
  if (deps.globals.outputTemplate)
    throw new UsageError('--output-template cannot be used here: the output is a file, without fields');
  const { outputFormat } = await deps.settings();
  const zone = await listedZone(deps);
  const zones = await clientsOf(deps, zone);
  const listed = new Set<string>();
  const inDoubt: ExoError[] = [];
  const answers = await askZones(zones, async (one) => {
    const own = (await one.listDeployments()).filter(isOwn);
    const { entries, failures } = await unlistedOnes(deps, one, own);
    inDoubt.push(...failures);
    for (const { name } of own) listed.add(name);
    const isAsked = (entry: DeploymentEntry) =>
      names.length === 0 || names.some((name) => isMeant(entry, name));
    return withDetails(one, [...own, ...entries].filter(isAsked));
  });
  const { items, incomplete } = gather(deps, answers);
  const missing = names.filter((name) => !items.some((one) => isMeant(one, name)));
  // If a named deployment is missing, nothing is printed, because the file would look complete.
  if (missing.length > 0) throw incomplete ?? notFound(DEPLOYMENTS, missing, zone, { there: [...listed] });
  const byZone = new Map(
    answers.flatMap((answer) =>
      'items' in answer && (zone !== undefined || answer.items.length > 0)
        ? [[answer.zone.zone, answer.items] as const]
        : [],
    ),
  );
  const { text: yaml, leftOut } = exportFile(byZone);
  deps.io.out(outputFormat === 'json' ? `${safeJson(parse(yaml))}\n` : yaml);
  for (const one of leftOut) deps.io.warn(`left out: ${one.name} in ${one.zone}: ${one.reason}`);
  if (items.length === 0 && !incomplete && inDoubt.length === 0)
    deps.io.say(`No deployments${await inListedZone(deps)}.`);
  if (incomplete) throw incomplete;
  // Who applies the file with --prune deletes what it lacks.
  const [unseen] = names.length === 0 ? inDoubt : [];
  if (unseen) throw unseen;
}
