import type { Created } from '../../../api/create-once.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { isNamed, matchesRequest } from '../../../domain/immutable.js';
import { commandFor, commandLine } from '../../../domain/shell-words.js';
import type { DeploymentEntry } from '../../../schemas/deployment.js';
import type { Operation } from '../../../schemas/operation.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { createThing } from '../../lib/creation/create-thing.js';
import type { CreationOptions, Followed, Made, Thing } from '../../lib/creation/thing.js';
import { followWhileKnown } from '../../lib/follow.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { subjectOf } from '../find.js';
import { waitForDeployment } from '../watch/watch.js';
import { createdOtherwise, withLeftBehind } from './created-otherwise.js';
import { withValues } from './lacking.js';

/** How a deployment is created, beside the request. */
export interface Creating<R> extends Omit<CreationOptions<DeploymentEntry, Operation, R>, 'follow'> {
  /** The command that goes on when it is not known whether it was created. */
  goOn: string;
}

/**
 * Creates a deployment at most once (`create-deployment`, see `createThing`) and waits until its operation has ended;
 * one whose answer was lost is found by its name, model and GPUs, and watched itself.
 * @throws ExoError whatever the service says, operation-failed, deadline, unavailable when the outcome cannot be told
 */
export async function sendCreation<R>(
  deps: Deps,
  zone: ZoneClient,
  request: CreateDeploymentRequest,
  { goOn, ...options }: Creating<R>,
): Promise<R | Made> {
  const { name } = request;
  return createThing(deps, thingOf(zone, request, goOn), {
    ...options,
    async follow(created) {
      try {
        return await waitForCreation(deps, zone, name, created, options.wait);
      } catch (error) {
        throw withLeftBehind(error, name, zone.zone);
      }
    },
  });
}

/** A deployment that is to be created, as it is spoken of. */
export const deploymentWords = (name: string, zone: string) => ({
  kind: 'deployment' as const,
  what: subjectOf(name),
  name,
  zone,
  place: zone,
  check: commandLine('deployment list', [], ['-z', zone]),
});

function thingOf(
  zone: ZoneClient,
  request: CreateDeploymentRequest,
  goOn: string,
): Thing<DeploymentEntry, Operation> {
  const { name, 'inference-engine-parameters': hidden, ...asked } = request;
  return {
    ...deploymentWords(name, zone.zone),
    asked,
    // Parameters can hold whatever an engine takes, secrets too.
    hidden,
    send: () =>
      zone.createDeployment(request, { subject: subjectOf(name) }).catch((error: unknown) => {
        throw withValues(error, request, zone.zone);
      }),
    list: (options) => zone.listDeployments(options),
    read: (id, options) => zone.getDeployment(id, options),
    amiss: (entry) => createdOtherwise(entry, request, zone.zone),
    isNamed: isNamed(name),
    matches: (entry) => matchesRequest(entry, request),
    accepted: ({ id, reference }) => ({ operation: id, id: reference?.id }),
    goOn,
    remove: (id) => commandFor('delete', id, zone.zone),
  };
}

async function waitForCreation(
  deps: Deps,
  zone: ZoneClient,
  name: string,
  created: Created<DeploymentEntry, Operation>,
  wait: WaitInput,
): Promise<Followed> {
  if (created.kind === 'adopted') {
    // Its operation is not known, so the deployment itself is watched.
    const { id } = created.item;
    if (!wait['--no-wait']) await waitForDeployment(deps, [zone], { id, name, until: 'ready' }, wait);
    return { id };
  }
  const subject = subjectOf(name);
  const doing = { what: `create ${subject}`, progress: `Creating ${subject}`, said: true };
  const operation = await followWhileKnown(deps, zone, created.answer, doing, wait);
  const id = (operation ?? created.answer).reference?.id;
  if (operation === undefined) {
    const made = await waitForDeployment(deps, [zone], { id, name, until: 'ready', created: true }, wait);
    return { id: id ?? made?.entry.id };
  }
  return operation.state === 'pending' ? { id, pending: operation } : { id };
}
