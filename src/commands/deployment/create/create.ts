import * as z from 'zod/mini';
import * as calls from '../../../api/calls/deployments.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { describeTotal, totalGpus } from '../../../domain/gpus.js';
import { commandFor } from '../../../domain/shell-words.js';
import { type DeploymentDetails, deploymentShowView } from '../../../output/views/deployment.js';
import type { Raw } from '../../../program/spec.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { zoneOrBuiltIn } from '../../lib/asked-zones.js';
import { costsBeside, GPU_NAMES, gpuFields } from '../../lib/cost-limit.js';
import { type PlannedCall, printDryRun } from '../../lib/dry-run.js';
import { quotasBeside, requireQuota } from '../../lib/gpu-quota.js';
import { hubName, nameInAddress } from '../../lib/hub-name.js';
import { newName } from '../../lib/new-name.js';
import {
  type Checked,
  engineParameters,
  flag,
  givenFlags,
  gpusPerReplica,
  isGiven,
  orNone,
  parseInput,
  rule,
  text,
  textOrNone,
  uuid,
  wholeNumber,
} from '../../lib/parse-input.js';
import { type Result, resultPrinter } from '../../lib/print-result.js';
import { acceptedOnly } from '../change/change.js';
import { createCommandLine } from '../create-line.js';
import { lookAndSayHowToPrompt, readDeployment } from '../show.js';
import { sendCreation } from './create-step.js';
import { offersBeside, offersOf, type Wanted, warnOfDoubts } from './offers.js';
import { alreadyExists, seeExisting } from './taken-name.js';

/** The flags that `create` and `clone` share. */
export const creationFields = { '--if-not-exists': flag, '--again': flag, ...gpuFields };
/** Those of these flags that a suggested command repeats. */
export const CREATION_NAMES = ['--if-not-exists', ...GPU_NAMES] as const;

const schema = z
  .object({
    NAME: newName,
    '--model-name': orNone(hubName),
    '--model-id': orNone(uuid),
    '--gpu-type': text,
    '--gpu-count': gpusPerReplica,
    '--replicas': z._default(wholeNumber(1), 1),
    '--inference-engine-params': z.optional(engineParameters),
    '--inference-engine-version': textOrNone,
    ...creationFields,
  })
  .check(
    rule(
      ({ '--model-name': name, '--model-id': id }) => isGiven(name) !== isGiven(id),
      'exactly one of --model-name and --model-id is required',
    ),
  );

type CreateInput = z.infer<typeof schema>;
/** The checked flags of `creationFields`. */
type CreationInput = Checked<typeof creationFields>;

/** The result: a pending operation, or the ID of the deployment. */
type CreateResult = Result<'created' | 'accepted' | 'exists', DeploymentDetails>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  if (raw['--inference-engine-parameter-help'] === true)
    return (await import('../engine-help.js')).printEngineHelp(deps, raw);
  const input = parseInput(schema, raw, {
    hint: 'see: exo-di deployment create --help',
    exchange: nameInAddress(raw['--model-name']),
  });
  const print = await resultPrinter(deps, deploymentShowView, input['--no-wait']);
  const result = await createDeployment(deps, await zoneOrBuiltIn(deps), requestOf(input), input);
  const line = result.kind === 'created' ? 'Deployment created.' : undefined;
  if ((await print(result, readDeployment, line)) || !('id' in result)) return;
  if (result.kind === 'accepted') return deps.io.say(acceptedOnly(input.NAME, result.zone.zone));
  deps.io.say(`See it with: ${commandFor('show', input.NAME, result.zone.zone)}`);
  await lookAndSayHowToPrompt(deps, result);
}

/** What differs if `clone` creates the deployment. */
interface CreationContext {
  /** The values to check against the zone's lists; default: all of the request. */
  wanted?: Wanted;
  /** Requests that --dry-run shows after the creation. */
  followedBy?: readonly PlannedCall[];
  /** The command to type if the outcome is not known. */
  goOn?: string;
}

/**
 * Creates a deployment (`create-deployment`), at most once, and waits until its operation has ended.
 * @throws ExoError conflict if the name is taken; quota before anything is sent; operation-failed; deadline;
 * unavailable if the outcome is not known
 */
export async function createDeployment(
  deps: Deps,
  zone: ZoneClient,
  request: CreateDeploymentRequest,
  input: CreationInput,
  within: CreationContext = {},
): Promise<CreateResult> {
  const { zone: place } = zone;
  const { name, replicas, 'gpu-type': family, 'gpu-count': count } = request;
  const what = `create deployment ${name}`;
  const costs = costsBeside(deps, input, input['--dry-run']);
  const preflight = () => ({
    quotas: quotasBeside(deps, zone),
    offers: offersBeside(deps, offersOf(zone), within.wanted ?? request, what),
  });
  let beside: ReturnType<typeof preflight> | undefined;
  const resize = (size: number) => again(input, { ...request, replicas: size }, place);
  const amount = { family, gpus: totalGpus(count, replicas) };
  const result = await sendCreation<CreateResult | ReturnType<typeof alreadyExists>>(deps, zone, request, {
    again: input['--again'],
    dryRun: input['--dry-run'],
    wait: input,
    goOn: within.goOn ?? again(input, request, place, ['--again']),
    besideList() {
      if (!input['--no-preflight']) beside = preflight();
    },
    async decide(taken) {
      const quotas = (await beside?.quotas()) ?? [];
      if (taken) return alreadyExists(zone, taken, request, input['--if-not-exists']);
      const models = (await beside?.offers())?.models;
      const change = { gpuType: family, gpuCount: count, from: 0, to: replicas };
      requireQuota(change, quotas, { what, zone: place, resize, creates: true });
      const costly = { before: [], after: [amount] };
      await costs.require(costly, `${what} in ${place}`, { zone: place, family, count, resize });
      const cost = await costs.of(amount);
      await warnOfDoubts(deps, request, models, place);
      if (input['--dry-run']) {
        const call = calls.createDeployment(request);
        const creation = { call, zone: place, gpus: { count, replicas }, cost };
        await printDryRun(deps, [creation, ...(within.followedBy ?? [])]);
        return { kind: 'dry-run' };
      }
      deps.io.say(`Creating deployment ${name} in ${place}: ${describeTotal(count, replicas)} (${family}).`);
      if (cost) deps.io.say(cost.line);
      deps.io.say('3–5 minutes are normal, longer for very large models (100 GB and more).');
      return undefined;
    },
  });
  if ('existing' in result) return seeExisting(deps, zone, result.existing, request, input);
  return 'zone' in result || result.kind === 'dry-run' ? result : { ...result, zone };
}

/** The command that creates the same deployment again. @param flags further flags */
const again = (
  input: CreationInput,
  request: CreateDeploymentRequest,
  zone: string,
  flags: readonly string[] = [],
) => createCommandLine(request, zone, [...givenFlags(input, ...CREATION_NAMES), ...flags]);

function requestOf(input: CreateInput): CreateDeploymentRequest {
  const { '--model-id': id, '--model-name': name = '' } = input;
  const parameters = input['--inference-engine-params'];
  return {
    name: input.NAME,
    model: id === undefined ? { name } : { id },
    'gpu-type': input['--gpu-type'],
    'gpu-count': input['--gpu-count'],
    replicas: input['--replicas'],
    'inference-engine-parameters': parameters?.length ? parameters : undefined,
    'inference-engine-version': input['--inference-engine-version'],
  };
}
