import * as z from 'zod/mini';
import * as calls from '../../api/calls/deployments.js';
import type { Deps } from '../../deps.js';
import { isChanging, restsAs } from '../../domain/deployment-state.js';
import { commandFor } from '../../domain/shell-words.js';
import { tellNothingSent, UsageError } from '../../errors.js';
import { type DeploymentDetails, deploymentShowView } from '../../output/views/deployment.js';
import type { Raw } from '../../program/spec.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import type { UpdateDeploymentRequest } from '../../schemas/requests.js';
import { renameCreation } from '../lib/creation/unseen.js';
import { printDryRun } from '../lib/dry-run.js';
import { newName } from '../lib/new-name.js';
import {
  engineParameters,
  flag,
  gpusPerReplica,
  orNone,
  parseInput,
  text,
  textOrNone,
  waitFields,
} from '../lib/parse-input.js';
import { type Result, resultPrinter } from '../lib/print-result.js';
import { acceptedOnly, changeDeployment } from './change/change.js';
import { planUpdate, updating } from './change/update-change.js';
import { waitsForEnd, watchChange } from './change/wait-for-change.js';
import { offersBeside, offersOf, wantedByUpdate } from './create/offers.js';
import { requireFreeName } from './create/taken-name.js';
import { requireSameGpuCount } from './create-line.js';
import { onDeployment, type PlacedEntry, requireName, subjectOf } from './find.js';
import { readDeployment } from './show.js';
import { ifBroken } from './watch/watch-errors.js';

const schema = z.object({
  NAME: text,
  '--name': orNone(newName),
  '--inference-engine-params': z.optional(engineParameters),
  '--inference-engine-version': textOrNone,
  '--gpu-count': z.optional(gpusPerReplica),
  '--no-preflight': flag,
  '--dry-run': flag,
  ...waitFields,
});

type UpdateInput = z.infer<typeof schema>;
type Lists = Map<string, Promise<DeploymentEntry[]>>;

/** `accepted`: the service has accepted the update, but its operation is not known, so nothing was waited for. */
type UpdateResult = Result<'updated' | 'unchanged' | 'accepted', DeploymentDetails>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  if (raw['--inference-engine-parameter-help'] === true)
    return (await import('./engine-help.js')).printEngineHelp(deps, raw);
  const input = parseUpdate(raw);
  const print = await resultPrinter(deps, deploymentShowView, input['--no-wait']);
  const lists: Lists = new Map();
  const update = (found: PlacedEntry) => updateFound(deps, input, found, lists);
  const result = await onDeployment(deps, input.NAME, update, { change: true, lists });
  const isSo = (state = '') => !input['--dry-run'] && !isChanging(state);
  // `exo` prints this line also if nothing had to change, and scripts may rely on it.
  const isUpdated =
    result.kind === 'updated' || (result.kind === 'unchanged' && isSo(result.seen?.deployment.state));
  if (await print(result, readDeployment, isUpdated ? 'Deployment updated.' : undefined)) return;
  if (result.kind === 'accepted')
    deps.io.say(acceptedOnly(input['--name'] === undefined ? input.NAME : result.id, result.zone.zone));
}

const CHANGES = ['--name', '--inference-engine-params', '--inference-engine-version'];

/** Checks the input. @throws UsageError with every problem at once, or if no change is asked for */
function parseUpdate(raw: Raw): UpdateInput {
  const usage = 'usage: exo-di deployment update NAME [flags] [-z ZONE]';
  const nothing = new UsageError(`nothing to change: give at least one of ${CHANGES.join(', ')}`, {
    code: 'nothing-to-change',
    hint: 'the number of replicas is changed with: exo-di deployment scale NAME SIZE',
  });
  const isEmpty = (given: Raw) => [...CHANGES, '--gpu-count'].every((name) => given[name] === undefined);
  const input = parseInput(schema, raw, usage, isEmpty(raw) ? nothing : undefined);
  // Checked again, because the schema turns an empty name or version into undefined.
  if (isEmpty(input)) throw nothing;
  return input;
}

/**
 * Changes name, engine parameters or engine version (`update-deployment`) and waits until the operation has ended.
 * Values that are already as requested are not sent; if all are, nothing is sent.
 * @throws ExoError usage for another GPU count, conflict for a name that is taken, not-found, operation-failed,
 * deadline
 */
async function updateFound(
  deps: Deps,
  input: UpdateInput,
  found: PlacedEntry,
  lists: Lists,
): Promise<UpdateResult> {
  const { zone, id } = found;
  const wanted = wantedOf(input);
  const offers = offersOf(zone);
  // A version that is asked for is looked up beside the deployment. Failures are handled where the answer is needed.
  const version = wanted['inference-engine-version'];
  const isChecked = !input['--no-preflight'];
  if (isChecked && version !== undefined) offers.engine(version).catch(() => {});
  const subject = subjectOf(input.NAME);
  const [deployment, others] = await Promise.all([
    // The list does not have the parameters and the version.
    zone.getDeployment(id, { subject }),
    wanted.name === undefined ? [] : (lists.get(zone.zone) ?? zone.listDeployments()),
  ]).catch(tellNothingSent(subject));
  requireName({ zone, id, name: input.NAME }, deployment);
  if (input['--gpu-count'] !== undefined) requireSameGpuCount(deployment, input['--gpu-count'], zone.zone);
  const { body, changed, same } = planUpdate(deployment, wanted);
  if (body.name !== undefined) await requireFreeName(deps, found, deployment, body.name, others);
  for (const { label, asked } of same) deps.io.say(`Already as asked: ${label}: ${asked}`);
  if (changed.length === 0) return alreadyUpdated(deps, found, deployment, input);
  if (isChecked) {
    const checked = wantedByUpdate(deployment, body);
    await offersBeside(deps, offers, checked, `update deployment ${input.NAME}`)();
  }
  const doing = input['--dry-run'] ? 'Would change' : 'Updating';
  deps.io.say(
    `${doing} deployment ${deployment.name} in ${zone.zone}:`,
    ...changed.map(({ label, is, asked }) => `  ${label}: ${is} → ${asked}`),
  );
  if (input['--dry-run']) {
    await printDryRun(deps, [{ call: calls.updateDeployment(id, body), zone: zone.zone }]);
    return { kind: 'dry-run' };
  }
  const change = updating({ zone, id, name: input.NAME }, body);
  const { operation, deployment: now, problem } = await changeDeployment(deps, change, input);
  if (body.name !== undefined && !problem)
    await renameCreation(deps, { kind: 'deployment', place: zone.zone, name: body.name }, id);
  if (operation?.state === 'pending') return { kind: 'pending', zone, operation };
  const seen = now && { zone: zone.zone, deployment: now };
  return { kind: seen ? 'updated' : 'accepted', zone, id, seen, problem };
}

/** Nothing has to be sent. If a change is under way, it may be the requested one, so this waits for its end. */
async function alreadyUpdated(
  deps: Deps,
  { zone, id }: PlacedEntry,
  deployment: Deployment,
  input: UpdateInput,
): Promise<UpdateResult> {
  const { name, state } = deployment;
  deps.io.say(`Deployment ${name} in ${zone.zone} has nothing to change; nothing was sent.`);
  const waits = waitsForEnd(deps, state, input);
  if (!waits && isChanging(state))
    deps.io.say(
      `It is ${state}; wait for it with: ${commandFor('wait', name, zone.zone, '--for', restsAs(deployment))}`,
    );
  const now = waits
    ? await watchChange(deps, updating({ zone, id, name }, wantedOf(input)), input)
    : deployment;
  const problem = ifBroken(name, zone.zone, now, 'nothing was sent');
  return { kind: 'unchanged', zone, id, seen: { zone: zone.zone, deployment: now }, problem };
}

function wantedOf(input: UpdateInput): UpdateDeploymentRequest {
  return {
    name: input['--name'],
    'inference-engine-parameters': input['--inference-engine-params'],
    'inference-engine-version': input['--inference-engine-version'],
  };
}
