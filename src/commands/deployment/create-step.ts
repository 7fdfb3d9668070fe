import type { Created } from '../../api/create-once.js';
import { ApiError } from '../../api/errors.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { DeploymentEntry } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';
import { createThing } from '../create-thing.js';
import { follow } from '../follow.js';
import type { WaitInput } from '../values.js';
import { matchesRequest } from './compare.js';
import { waitForDeployment } from './watch.js';

/** What is to be created, and what there was before: none of that is ours. */
export interface CreationStep {
  request: CreateDeploymentRequest;
  existing: readonly DeploymentEntry[];
  /** The command that goes on when it is not known whether it was created. */
  goOn: string;
  /** Called once the service has accepted it, before it is waited for. */
  onSent?: (() => void) | undefined;
}

export type StepResult = { kind: 'created'; id: string } | { kind: 'pending'; operation: Operation };

/**
 * Sends a creation exactly once (`create-deployment`) and waits until its operation has ended; one whose answer was
 * lost is found by its name, model and GPUs, and watched itself.
 * @throws ExoError whatever the service says, operation-failed, deadline, unavailable when the outcome cannot be told
 */
export async function sendCreation(
  deps: Deps,
  zone: ZoneClient,
  { request, existing, goOn, onSent }: CreationStep,
  wait: WaitInput,
): Promise<StepResult> {
  const { name } = request;
  const subject = `deployment ${name}`;
  const created = await createThing<DeploymentEntry, Operation>(
    deps,
    {
      what: subject,
      zone: zone.zone,
      before: new Set(existing.flatMap(({ id }) => (id === undefined ? [] : [id]))),
      send: () => createOrHint(zone, request),
      list: (options) => zone.listDeployments(options),
      id: (entry) => entry.id,
      matches: (entry) => matchesRequest(entry, request),
      check: `exo-di deployment list -z ${zone.zone}`,
      goOn,
    },
    wait,
  );
  onSent?.();
  try {
    return await waitForCreation(deps, zone, name, created, wait);
  } catch (error) {
    throw leftBehind(error, name, zone.zone);
  }
}

async function waitForCreation(
  deps: Deps,
  zone: ZoneClient,
  name: string,
  created: Created<DeploymentEntry, Operation>,
  wait: WaitInput,
): Promise<StepResult> {
  if (created.kind === 'adopted') return { kind: 'created', id: await adopt(deps, zone, created.item, wait) };
  const subject = `deployment ${name}`;
  const doing = { what: `create ${subject}`, progress: `Creating ${subject}` };
  const operation = await follow(deps, zone, created.answer, doing, wait);
  if (operation.state === 'pending') return { kind: 'pending', operation };
  return { kind: 'created', id: operation.reference?.id ?? (await idByName(zone, name)) };
}

/** A creation that failed leaves something behind that still counts: says so, and how to be rid of it. */
function leftBehind(error: unknown, name: string, zone: string): unknown {
  if (!(error instanceof ExoError) || error.kind !== 'operation-failed') return error;
  const remove = commandLine('deployment delete', [name], ['-z', zone]);
  const hint = `it may be left in state error, where its GPUs still count; before trying again delete it: ${remove}`;
  return new ExoError(error.kind, error.message, {
    ...error,
    hint: error.hint ? `${error.hint}\n${hint}` : hint,
    cause: error,
  });
}

/** Sends it; a value that is refused gets the commands that tell which values there are. */
async function createOrHint(zone: ZoneClient, request: CreateDeploymentRequest): Promise<Operation> {
  try {
    return await zone.createDeployment(request, { subject: `deployment ${request.name}` });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'refused-value') throw error;
    const hint = hintForRefused(error, request, zone.zone);
    throw hint === '' ? error : error.hinted(hint);
  }
}

/** By what was said, the model's own name left aside: it may hold any of these words. */
function hintForRefused({ refusal }: ApiError, { model }: CreateDeploymentRequest, zone: string): string {
  const at = ['-z', zone];
  const problems = refusal.problems.map(({ field = '', text }) => `${field} ${text}`);
  const name = 'name' in model ? model.name : model.id;
  const said = [refusal.sentence ?? '', ...problems].join(' ').replaceAll(name, '');
  if (/vllm|parameter|engine/i.test(said)) {
    const help = commandLine('deployment create', [], ['--inference-engine-parameter-help', ...at]);
    return `see which parameters there are: ${help}`;
  }
  if (/\bgpu/i.test(said))
    return `see which GPU types there are: ${commandLine('deployment instance-type', [], at)}`;
  if (!/\bmodel\b/i.test(said)) return '';
  const list = `see which models there are: ${commandLine('model list', [], at)}`;
  return 'name' in model ? `${list}\nor download it: ${commandLine('model create', [name], at)}` : list;
}

/** Its answer was lost but it exists: its operation is unknown, so the deployment itself is watched. */
async function adopt(deps: Deps, zone: ZoneClient, entry: DeploymentEntry, wait: WaitInput): Promise<string> {
  const { name } = entry;
  const id = entry.id ?? (await idByName(zone, name));
  if (!wait['--no-wait']) await waitForDeployment(deps, [zone], { id, name, until: 'ready' }, wait);
  return id;
}

async function idByName(zone: ZoneClient, name: string): Promise<string> {
  const entry = (await zone.listDeployments()).find(
    (one) => one.name === name && one.visibility !== 'public',
  );
  if (entry?.id !== undefined) return entry.id;
  throw new ExoError(
    'unexpected',
    `deployment ${name} was created in ${zone.zone} but the service does not list it`,
    {
      zone: zone.zone,
      hint: `look again with: ${commandLine('deployment show', [name], ['-z', zone.zone])}`,
    },
  );
}
