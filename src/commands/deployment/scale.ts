import * as z from 'zod/mini';
import * as calls from '../../api/calls/deployments.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isSettled } from '../../domain/deployment-state.js';
import { GPU_COUNT, plural } from '../../domain/gpus.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import { deploymentShowView } from '../../output/views/deployment.js';
import type { Raw } from '../../program/define.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import type { Quota } from '../../schemas/organization.js';
import { printDryRun } from '../dry-run.js';
import { quotasBeside, quotasOrNone, requireQuota } from '../gpu-quota.js';
import { type Result, resultPrinter } from '../print-result.js';
import { flag, parseInput, text, waitFields, wholeNumber } from '../values.js';
import { chosenZone } from '../zones.js';
import { changeDeployment } from './change.js';
import { type Found, findDeployment } from './find.js';
import { requireSameGpuCount } from './gpu-count.js';
import { scaling } from './scale-change.js';
import { afterScale, beforeScale } from './scale-words.js';
import { readDeployment } from './show.js';
import { inErrorBecause } from './watch-errors.js';

const schema = z.object({
  NAME: text,
  SIZE: wholeNumber(0),
  '--gpu-count': z.optional(wholeNumber(GPU_COUNT.min, GPU_COUNT.max)),
  '--no-preflight': flag,
  '--dry-run': flag,
  ...waitFields,
});

/** What `deployment scale` is asked for, checked. */
export type ScaleInput = z.infer<typeof schema>;

/** `words`: what is said once nothing has shown otherwise. */
export type ScaleResult =
  | Result<'unchanged'>
  | { kind: 'scaled'; zone: ZoneClient; id: string; words: readonly string[] };

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseScale(raw);
  const printer = await resultPrinter(deps, deploymentShowView, input['--no-wait']);
  const result = await scaleDeployment(deps, input);
  let other: ExoError | undefined;
  await printer.print<'scaled' | 'unchanged'>(result, async (zone, id) => {
    const read = await readDeployment(zone, id);
    const { replicas } = read.deployment;
    if (replicas !== undefined && replicas !== input.SIZE) other = anotherSize(input, zone.zone, replicas);
    return read;
  });
  if (other) throw other;
  if (result.kind === 'scaled') for (const line of result.words) deps.io.say(line);
}

/** The service called it done, and the deployment says otherwise: GPUs may be billed that nobody expects. */
function anotherSize({ NAME, SIZE }: ScaleInput, zone: string, replicas: number): ExoError {
  return new ExoError(
    'operation-failed',
    `deployment ${NAME} in ${zone} still reports ${plural(replicas, 'replica')}, not ${SIZE}, though the service called the scaling done`,
    {
      code: 'another-size',
      zone,
      hint: `look again with: ${commandLine('deployment show', [NAME], ['-z', zone])}`,
      details: { replicas, wanted: SIZE },
    },
  );
}

/** @throws UsageError with every problem at once */
export function parseScale(raw: Raw): ScaleInput {
  return parseInput(
    schema,
    raw,
    'usage: exo-di deployment scale NAME SIZE [-z ZONE]; SIZE 0 stops GPU billing',
  );
}

/**
 * Sets the number of replicas (`scale-deployment`) and waits until the operation has ended. A deployment that is
 * already there, with no change under way, is left alone.
 * @throws ExoError usage for another GPU count, quota before anything is sent, not-found, operation-failed, deadline
 */
export async function scaleDeployment(deps: Deps, input: ScaleInput): Promise<ScaleResult> {
  const { NAME: name, SIZE: size } = input;
  const { found, quotas } = await lookUp(deps, input);
  const { zone, id } = found;
  const entry = await complete(found);
  if (entry && input['--gpu-count'] !== undefined) {
    const details = entry['gpu-count'] === input['--gpu-count'] ? entry : await zone.getDeployment(id);
    requireSameGpuCount(details, input['--gpu-count'], zone.zone, size);
  }
  const from = entry?.replicas;
  if (entry && from === size && isSettled(entry.state)) {
    deps.io.say(
      `Deployment ${entry.name} in ${zone.zone} already has ${plural(size, 'replica')}; nothing was sent.`,
    );
    return { kind: 'unchanged', zone, id };
  }
  const count = entry?.['gpu-count'];
  const gpuType = entry?.['gpu-type'];
  if (from !== undefined && count !== undefined && gpuType !== undefined && size > from) {
    const resize = (fits: number) => commandLine('deployment scale', [name, String(fits)], ['-z', zone.zone]);
    requireQuota(
      { gpuType, gpuCount: count, from, to: size },
      await quotas(),
      `scale deployment ${name} to ${plural(size, 'replica')}`,
      zone.zone,
      resize,
    );
  }
  if (input['--dry-run']) {
    const gpus = count === undefined ? undefined : { count, replicas: size };
    await printDryRun(deps, [{ call: calls.scaleDeployment(id, { replicas: size }), zone: zone.zone, gpus }]);
    return { kind: 'dry-run' };
  }
  const change = { name: entry?.name ?? name, zone: zone.zone, from, to: size, gpuCount: count, gpuType };
  for (const line of beforeScale(change)) deps.io.say(line);
  const operation = await changeDeployment(deps, scaling({ zone, id, name, size }), input);
  if (operation?.state === 'pending') return { kind: 'pending', zone, operation };
  if (entry?.state === 'error' && size > 0) await requireMended(zone, id, entry.name);
  return { kind: 'scaled', zone, id, words: afterScale(change) };
}

/** A deployment that was in state `error` and still is serves nobody, whatever its operation came to. */
async function requireMended(zone: ZoneClient, id: string, name: string): Promise<void> {
  const deployment = await zone.getDeployment(id);
  if (deployment.state === 'error') throw inErrorBecause(name, zone.zone, deployment);
}

/**
 * The look-up, with the quota asked for beside it. To zero no quota is needed, and an ID in a known zone then needs no
 * look-up either: one request is enough to stop the billing. The quota is waited for, and told of, by who needs it:
 * scaling down must not be held up by it.
 */
async function lookUp(
  deps: Deps,
  input: ScaleInput,
): Promise<{ found: Found; quotas: () => Promise<Quota[]> }> {
  const up = input.SIZE > 0;
  const zone = await chosenZone(deps);
  const client = await deps.client();
  const asksQuota = up && !input['--no-preflight'];
  const beside = asksQuota && zone !== undefined ? quotasBeside(client.in(zone), deps.io.warn) : undefined;
  const found = await findDeployment(deps, input.NAME, {
    lookUp: up || input['--gpu-count'] !== undefined || input['--dry-run'],
    change: true,
  });
  const quotas = async () => (asksQuota ? (beside?.() ?? quotasOrNone(found.zone, deps.io.warn)) : []);
  return { found, quotas };
}

/** The list may leave replicas or GPU count out; then the deployment itself is asked. */
async function complete({ zone, id, entry }: Found): Promise<Deployment | DeploymentEntry | undefined> {
  if (!entry || (entry.replicas !== undefined && entry['gpu-count'] !== undefined)) return entry;
  return zone.getDeployment(id);
}
