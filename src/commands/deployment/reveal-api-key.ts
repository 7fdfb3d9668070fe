import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { deploymentApiKeyView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { parseInput, text } from '../lib/parse-input.js';
import { findDeployment, subjectOf } from './find.js';

const schema = z.object({ NAME: text });

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME } = parseInput(schema, raw, 'usage: exo-di deployment reveal-api-key NAME [-z ZONE]');
  const printer = await deps.printer(deploymentApiKeyView);
  deps.io.out(printer.one({ apiKey: await revealApiKey(deps, NAME) }));
}

/** The key that opens a deployment's URL (`reveal-deployment-api-key`). @throws ExoError not-found, conflict */
export async function revealApiKey(deps: Deps, nameOrId: string): Promise<string> {
  const { zone, id } = await findDeployment(deps, nameOrId, { lookUp: false });
  const subject = `the API key of ${subjectOf(nameOrId)}`;
  return (await zone.revealDeploymentApiKey(id, { subject }))['api-key'];
}
