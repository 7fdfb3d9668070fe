import * as z from 'zod/mini';
import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { servedNames } from '../../domain/engine-flags.js';
import { commandLine, quoteWord } from '../../domain/shell-words.js';
import { type DeploymentDetails, deploymentShowView } from '../../output/views/deployment.js';
import type { Raw } from '../../program/spec.js';
import { flag, parseInput, text } from '../lib/parse-input.js';
import { readPrinter } from '../lib/printers.js';
import { onDeployment, subjectOf } from './find.js';

const schema = z.object({ NAME: text, '--watch': flag });

/** The time limit, in ms, of reading a new deployment for the hint. */
const LOOK_MS = 5_000;

/** Prints everything about one deployment (`get-deployment`), by name or ID. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di deployment show NAME [--watch] [-z ZONE]';
  const { NAME, '--watch': watch } = parseInput(schema, raw, usage);
  const printer = await readPrinter(deps, deploymentShowView);
  if (watch)
    return (await import('./watch/watch-deployments.js')).watchDeployment(deps, await printer(), NAME);
  const details = await onDeployment(deps, NAME, ({ zone, id }) =>
    readDeployment(zone, id, { subject: subjectOf(NAME) }),
  );
  const { data, one } = await printer();
  deps.io.out(one(details));
  if (!data) sayHowToPrompt(deps, details);
}

/** Reads a deployment for printing. */
export async function readDeployment(
  zone: ZoneClient,
  id: string,
  options?: CallOptions,
): Promise<DeploymentDetails> {
  return { zone: zone.zone, deployment: await zone.getDeployment(id, options) };
}

/**
 * Prints on a terminal how to send a prompt to a deployment that serves: two lines to paste. The first reads the key
 * into a variable, so that the second does not contain it. The URL is taken for the base URL of an OpenAI-compatible
 * API.
 */
function sayHowToPrompt(deps: Deps, { zone, deployment }: DeploymentDetails): void {
  const { name, state, replicas } = deployment;
  const url = deployment['deployment-url'].replace(/\/+$/, '');
  if (!deps.io.stderr.terminal || state !== 'ready' || replicas === 0 || url === '') return;
  const reveal = commandLine(
    'deployment reveal-api-key',
    [name],
    ['-z', zone, '--output-template', '{{.APIKey}}'],
  );
  const [model = ''] = servedNames(deployment);
  const prompt = { model, messages: [{ role: 'user', content: 'Hello' }] };
  deps.io.say(
    'Send it a prompt with:',
    `  key=$(${reveal})`,
    `  curl -sS ${quoteWord(`${url}/chat/completions`)} -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d ${quoteWord(JSON.stringify(prompt))}`,
  );
}

/**
 * Prints the same for a new deployment. If it cannot be read, nothing is printed: the creation has succeeded all the
 * same.
 */
export async function lookAndSayHowToPrompt(
  deps: Deps,
  { zone, id }: { zone: ZoneClient; id: string },
): Promise<void> {
  if (!deps.io.stderr.terminal || deps.globals.quiet) return;
  const details = await readDeployment(zone, id, { timeoutMs: LOOK_MS }).catch(() => undefined);
  if (details) sayHowToPrompt(deps, details);
}
