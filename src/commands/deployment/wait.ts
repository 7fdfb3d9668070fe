import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { WAITED_FOR } from '../../domain/choices.js';
import { deploymentShowView } from '../../output/views/deployment.js';
import type { Raw } from '../../program/spec.js';
import { chosenZone, clientsOf } from '../lib/asked-zones.js';
import { duration, oneOf, parseInput, text } from '../lib/parse-input.js';
import { waitForDeployment } from './watch/watch.js';

const schema = z.object({
  NAME: text,
  '--for': z._default(oneOf(WAITED_FOR), 'ready'),
  '--wait-timeout': z.optional(duration),
});

/** Waits until the deployment has a state, whoever changes it; says so, or prints the deployment as data. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage =
    'usage: exo-di deployment wait NAME [--for ready|stopped|deleted] [--wait-timeout DURATION] [-z ZONE]';
  const input = parseInput(schema, raw, usage);
  const { NAME: name, '--for': until } = input;
  const printer = await deps.printer(deploymentShowView);
  const zones = await clientsOf(deps, await chosenZone(deps));
  const seen = await waitForDeployment(deps, zones, { name, until }, input);
  if (seen === undefined) {
    deps.io.say(`There is no deployment ${name} in ${zones.length === 1 ? zones[0]?.zone : 'any zone'}.`);
    return;
  }
  const { zone, entry } = seen;
  deps.io.say(`Deployment ${name} in ${zone.zone} is ${until}.`);
  if (printer.data) deps.io.out(printer.one({ zone: zone.zone, deployment: entry }));
}
