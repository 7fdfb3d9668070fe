import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { deploymentApiKeyView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { parseInput, text } from '../lib/parse-input.js';
import { onDeployment, subjectOf } from './find.js';

const schema = z.object({ NAME: text });

/** Prints the key that opens a deployment's URL (`reveal-deployment-api-key`). */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME } = parseInput(schema, raw, 'usage: exo-di deployment reveal-api-key NAME [-z ZONE]');
  const printer = await deps.printer(deploymentApiKeyView);
  const subject = `the API key of ${subjectOf(NAME)}`;
  const { 'api-key': apiKey } = await onDeployment(deps, NAME, ({ zone, id }) =>
    zone.revealDeploymentApiKey(id, { subject }),
  );
  deps.io.out(printer.one({ apiKey }));
}
