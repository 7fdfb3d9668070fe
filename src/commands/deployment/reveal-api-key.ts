import type { Deps } from '../../deps.js';
import { deploymentApiKeyView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { parseName } from '../lib/parse-input.js';
import { onDeployment, subjectOf } from './find.js';

/** Prints the key that opens a deployment's URL (`reveal-deployment-api-key`). */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const name = parseName(raw, 'usage: exo-di deployment reveal-api-key NAME [-z ZONE]');
  const printer = await deps.printer(deploymentApiKeyView);
  const subject = `the API key of ${subjectOf(name)}`;
  const { 'api-key': apiKey } = await onDeployment(deps, name, ({ zone, id }) =>
    zone.revealDeploymentApiKey(id, { subject }),
  );
  deps.io.out(printer.one({ apiKey }));
}
