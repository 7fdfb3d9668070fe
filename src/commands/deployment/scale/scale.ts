import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import type { Exchange } from '../../../domain/likely.js';
import { tellNothingSent } from '../../../errors.js';
import { type DeploymentDetails, deploymentShowView } from '../../../output/views/deployment.js';
import type { Raw } from '../../../program/spec.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import { chosenZone } from '../../lib/asked-zones.js';
import { costsBeside, gpuFields } from '../../lib/cost-limit.js';
import { printDryRun } from '../../lib/dry-run.js';
import { actOn, find, place } from '../../lib/find.js';
import { quotasBeside, quotasOf } from '../../lib/gpu-quota.js';
import { gpusPerReplica, parseInput, text, wholeNumber } from '../../lib/parse-input.js';
import { type Result, resultPrinter } from '../../lib/print-result.js';
import { acceptedOnly, changeDeployment } from '../change/change.js';
import { hasSize, isEnough, plannedScaling, scaling } from '../change/scale-change.js';
import { requireSameGpuCount } from '../create-line.js';
import { DEPLOYMENTS, type PlacedEntry, requireName, subjectOf } from '../find.js';
import { readDeployment } from '../show.js';
import { afterScale, beforeScale, costOfReplicas, requireCost, requireRoom } from './scale-words.js';

const schema = z.object({
  NAME: text,
  SIZE: wholeNumber(0),
  '--gpu-count': z.optional(gpusPerReplica),
  ...gpuFields,
});

type ScaleInput = z.infer<typeof schema>;

/** `accepted`: the service has accepted the scaling, but its operation is not known, so nothing was waited for. */
type ScaleResult = Result<'scaled' | 'unchanged' | 'accepted', DeploymentDetails> & {
  /** The lines to print when nothing has shown that the scaling failed. */
  words?: readonly string[];
};

/** What is meant by `scale 3 my-app`: the two arguments in their order; undefined for anything else. */
function turned({ NAME: name, SIZE: size }: Raw): Exchange | undefined {
  const isTurned = typeof name === 'string' && /^\d+$/.test(name) && typeof size === 'string';
  if (!isTurned || size === '' || Number.isFinite(Number(size))) return undefined;
  return { typed: [name, size], meant: [size, name] };
}

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di deployment scale NAME SIZE [-z ZONE]; SIZE 0 stops GPU billing';
  const input = parseInput(schema, raw, { hint: usage, exchange: turned(raw) });
  const print = await resultPrinter(deps, deploymentShowView, input['--no-wait']);
  const { found, ...asked } = await lookUp(deps, input);
  const scale = (meant: PlacedEntry) => scaleFound(deps, input, meant, asked);
  const result = await actOn(deps, DEPLOYMENTS, input.NAME, found, scale);
  await print(result, readDeployment);
  deps.io.say(...(result.words ?? []));
}

/**
 * Sets the number of replicas (`scale-deployment`) and waits until the operation has ended. A deployment that already
 * has the size, with no change under way, is left alone. Zero is always sent, because a list may be behind, and GPUs
 * that run unseen cost money.
 * @throws ExoError usage for another GPU count, quota before anything is sent, not-found, operation-failed, deadline
 */
async function scaleFound(
  deps: Deps,
  input: ScaleInput,
  { zone, id, entry: listed }: PlacedEntry,
  { quotas, costs }: Pick<Awaited<ReturnType<typeof lookUp>>, 'quotas' | 'costs'>,
): Promise<ScaleResult> {
  const { NAME: name, SIZE: size } = input;
  const subject = subjectOf(name);
  const read = () => zone.getDeployment(id, { subject }).catch(tellNothingSent(subject));
  const isListEnough = !listed || isEnough(listed, size, input['--max-cost-per-hour']);
  const details = isListEnough ? undefined : await read();
  if (details) requireName({ zone, id, name }, details);
  const entry: Deployment | DeploymentEntry | undefined = details ?? listed;
  if (entry && input['--gpu-count'] !== undefined) {
    const told = entry['gpu-count'] === input['--gpu-count'] ? entry : await read();
    requireSameGpuCount(told, input['--gpu-count'], zone.zone, size);
  }
  if (details && hasSize(details, size)) {
    deps.io.say(
      `Deployment ${details.name} in ${zone.zone} already has ${plural(size, 'replica')}; nothing was sent.`,
    );
    return { kind: 'unchanged', zone, id, seen: { zone: zone.zone, deployment: details } };
  }
  const resize = { zone, id, name, size, entry };
  const change = scaling(resize);
  // During a change the quota may count more of its replicas than the deployment shows; the service decides then.
  if (entry && !isChanging(entry.state)) await requireRoom(deps, resize, change.what, quotas);
  if (costs) await requireCost(resize, costs, change.what);
  const cost = () => costOfReplicas(costs, entry ?? {}, size);
  if (input['--dry-run']) {
    await printDryRun(deps, [plannedScaling(resize, await cost())]);
    return { kind: 'dry-run' };
  }
  const words = { ...resize, name: entry?.name ?? name };
  // Scaling down does not wait for a price: the cost is printed afterwards.
  const isDown = entry?.replicas !== undefined && size < entry.replicas;
  deps.io.say(...beforeScale(words, isDown ? undefined : await cost()));
  const { operation, deployment, problem } = await changeDeployment(deps, change, input);
  if (operation?.state === 'pending') return { kind: 'pending', zone, operation };
  if (!deployment && !problem) return { kind: 'accepted', zone, id, words: [acceptedOnly(name, zone.zone)] };
  const seen = deployment && { zone: zone.zone, deployment };
  const left = isDown ? await cost() : undefined;
  const said = [...afterScale(words), ...(left ? [left.line] : [])];
  return { kind: 'scaled', zone, id, seen, problem, words: said };
}

/**
 * Finds the deployment, and starts to fetch quota and prices at the same time. Zero needs neither; with an ID and a
 * known zone it needs no look-up either, so that a single request stops the billing. `quotas` and `costs` are awaited
 * only where they are needed: scaling down must not wait for them.
 */
async function lookUp(deps: Deps, input: ScaleInput) {
  const up = input.SIZE > 0;
  // At zero replicas nothing can cost more.
  const costs = up ? costsBeside(deps, input, input['--dry-run']) : undefined;
  const zone = await chosenZone(deps);
  const client = await deps.client();
  const asksQuota = up && !input['--no-preflight'];
  const beside = asksQuota && zone !== undefined ? quotasBeside(deps, client.in(zone)) : undefined;
  const looksUp = up || input['--gpu-count'] !== undefined || input['--dry-run'];
  const found = await (looksUp ? find : place)(deps, DEPLOYMENTS, input.NAME, { change: true });
  const quotas = async () => (asksQuota ? (beside?.() ?? quotasOf(deps, found.zone)) : []);
  return { found, quotas, costs };
}
