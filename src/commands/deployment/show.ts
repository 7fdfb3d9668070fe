import * as z from 'zod/mini';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { type DeploymentDetails, deploymentShowView } from '../../output/views/deployment.js';
import type { Raw } from '../../program/spec.js';
import { flag, parseInput, text } from '../lib/parse-input.js';
import { readPrinter } from '../lib/printers.js';
import { findDeployment, subjectOf } from './find.js';
import { sayHowToPrompt } from './prompt-lines.js';

const schema = z.object({ NAME: text, '--watch': flag });

/** Prints everything about one deployment (`get-deployment`), by name or ID. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME, '--watch': watch } = parseInput(
    schema,
    raw,
    'usage: exo-di deployment show NAME [--watch] [-z ZONE]',
  );
  const printer = await readPrinter(deps, deploymentShowView);
  if (watch)
    return (await import('./watch/watch-deployments.js')).watchDeployment(deps, await printer(), NAME);
  const { zone, id } = await findDeployment(deps, NAME, { lookUp: false });
  const deployment = await zone.getDeployment(id, { subject: subjectOf(NAME) });
  const details = { zone: zone.zone, deployment };
  const { data, one } = await printer();
  deps.io.out(one(details));
  if (!data) sayHowToPrompt(deps, details);
}

/** A deployment read again, as it is printed. */
export async function readDeployment(zone: ZoneClient, id: string): Promise<DeploymentDetails> {
  return { zone: zone.zone, deployment: await zone.getDeployment(id) };
}
