import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { commandLine, quoteWord } from '../../domain/shell-words.js';
import type { DeploymentDetails } from '../../output/views/deployment.js';

/** How long the look at a new deployment may take, in ms. */
const LOOK_MS = 5_000;

/**
 * Says on a terminal how a prompt is sent to a deployment that serves: two lines to paste, the first of which keeps the
 * key out of the second. The URL is taken for the base of an API as OpenAI has it.
 */
export function sayHowToPrompt(deps: Deps, { zone, deployment }: DeploymentDetails): void {
  const { name, state, replicas, model } = deployment;
  const url = deployment['deployment-url'].replace(/\/+$/, '');
  if (!deps.io.stderr.terminal || state !== 'ready' || replicas === 0 || url === '') return;
  const reveal = commandLine(
    'deployment reveal-api-key',
    [name],
    ['-z', zone, '--output-template', '{{.APIKey}}'],
  );
  const prompt = { model: model.name ?? '', messages: [{ role: 'user', content: 'Hello' }] };
  deps.io.say('Send it a prompt with:');
  deps.io.say(`  key=$(${reveal})`);
  deps.io.say(
    `  curl -sS ${quoteWord(`${url}/chat/completions`)} -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d ${quoteWord(JSON.stringify(prompt))}`,
  );
}

/** The same for one that has just been made. That it cannot be looked at takes nothing from its having been made. */
export async function lookAndSayHowToPrompt(
  deps: Deps,
  { zone, id }: { zone: ZoneClient; id: string },
): Promise<void> {
  if (!deps.io.stderr.terminal || deps.globals.quiet) return;
  const deployment = await zone.getDeployment(id, { timeoutMs: LOOK_MS }).catch(() => undefined);
  if (deployment) sayHowToPrompt(deps, { zone: zone.zone, deployment });
}
