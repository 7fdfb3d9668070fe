import type { ZoneClient } from '../../api/client.js';
import { createOnce } from '../../api/create-once.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { CreateDeploymentRequest, DeploymentEntry } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';
import { follow } from '../follow.js';
import type { WaitInput } from '../values.js';
import { matchesRequest } from './compare.js';
import { waitForDeployment } from './watch.js';

/** What is to be created, and what there was before: none of that is ours. */
export interface CreationStep {
  request: CreateDeploymentRequest;
  existing: readonly DeploymentEntry[];
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
  { request, existing, onSent }: CreationStep,
  wait: WaitInput,
): Promise<StepResult> {
  const { name } = request;
  const subject = `deployment ${name}`;
  const created = await createOnce<DeploymentEntry, Operation>(
    {
      what: subject,
      zone: zone.zone,
      before: new Set(existing.flatMap(({ id }) => (id === undefined ? [] : [id]))),
      create: () => zone.createDeployment(request, { subject }),
      list: () => zone.listDeployments(),
      id: (entry) => entry.id,
      matches: (entry) => matchesRequest(entry, request),
      check: `exo-di deployment list -z ${zone.zone}`,
    },
    deps,
  );
  onSent?.();
  if (created.kind === 'adopted') return { kind: 'created', id: await adopt(deps, zone, created.item, wait) };
  const doing = { what: `create ${subject}`, progress: `Creating ${subject}` };
  const operation = await follow(deps, zone, created.answer, doing, wait);
  if (operation.state === 'pending') return { kind: 'pending', operation };
  return { kind: 'created', id: operation.reference?.id ?? (await idByName(zone, name)) };
}

/** Its answer was lost but it exists: its operation is unknown, so the deployment itself is watched. */
async function adopt(deps: Deps, zone: ZoneClient, entry: DeploymentEntry, wait: WaitInput): Promise<string> {
  const { name } = entry;
  const id = entry.id ?? (await idByName(zone, name));
  deps.io.warn(
    `the answer to the creation was lost, but deployment ${name} (${id}) exists now in ${zone.zone} and is taken for it`,
  );
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
