import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isNamed, matchesRequest, saidDifferences } from '../../../domain/immutable.js';
import { commandFor, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import type { Operation } from '../../../schemas/operation.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { createThing } from '../../lib/creation/create-thing.js';
import { followCreation } from '../../lib/creation/follow-creation.js';
import type { CreationOptions, Made, Thing } from '../../lib/creation/thing.js';
import { wordsOf } from '../../lib/kind.js';
import { DEPLOYMENTS, subjectOf } from '../find.js';
import { withValues } from '../lacking.js';
import { waitForDeployment } from '../watch/watch.js';
import { ifBroken } from '../watch/watch-errors.js';

/** The options of a creation, besides the request. */
export interface Creating<R> extends Omit<CreationOptions<DeploymentEntry, Operation, R>, 'follow'> {
  /** The command to type if it is not known whether the deployment was created. */
  goOn: string;
}

/**
 * Creates a deployment at most once (`create-deployment`, see `createThing`) and waits until its operation has ended.
 * If the answer was lost, it finds the deployment by name, model and GPUs, and watches the deployment itself.
 * @throws ExoError whatever the service answers; operation-failed; deadline; unavailable if the outcome is not known
 */
export async function sendCreation<R>(
  deps: Deps,
  zone: ZoneClient,
  request: CreateDeploymentRequest,
  { goOn, ...options }: Creating<R>,
): Promise<R | Made> {
  const { name } = request;
  const subject = subjectOf(name);
  const doing = { what: `create ${subject}`, progress: `Creating ${subject}`, said: true };
  const { wait } = options;
  return createThing(deps, thingOf(zone, request, goOn), {
    ...options,
    follow: (made) =>
      followCreation(deps, zone, made, doing, wait, async (id) => {
        const watched = { id, name, until: 'ready', created: true } as const;
        const seen = await waitForDeployment(deps, [zone], watched, wait);
        return seen?.entry.id;
      }).catch(withLeftBehind(name, zone.zone)),
  });
}

function thingOf(
  zone: ZoneClient,
  request: CreateDeploymentRequest,
  goOn: string,
): Thing<DeploymentEntry, Operation> {
  const { name, 'inference-engine-parameters': hidden, ...asked } = request;
  return {
    ...wordsOf(DEPLOYMENTS, name, zone.zone),
    asked,
    // Engine parameters can contain secrets, so only a digest of them is recorded.
    hidden,
    send: () =>
      zone
        .createDeployment(request, { subject: subjectOf(name) })
        .catch(withValues(zone.zone, request.model)),
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

/**
 * What is wrong with a deployment whose creation the service has called done: it is in state `error`, or it has another
 * size than was asked for and is billed for that. Values that the service does not tell are not wrong.
 */
function createdOtherwise(
  deployment: Deployment,
  request: CreateDeploymentRequest,
  zone: string,
): ExoError | undefined {
  const { name } = request;
  const { id = name, replicas = request.replicas } = deployment;
  const broken = ifBroken(name, zone, deployment, 'the service reported its creation as done');
  if (broken) return counting(broken, 'its GPUs still count', id, zone);
  const immutable = saidDifferences(deployment, request);
  const size =
    replicas === request.replicas ? [] : [`it has ${plural(replicas, 'replica')}, not ${request.replicas}`];
  const differing = [...immutable, ...size];
  if (differing.length === 0) return undefined;
  const mend =
    immutable.length > 0
      ? `that cannot be changed, and it is billed as it is; delete it with: ${commandFor('delete', id, zone)}`
      : `it is billed as it is; to scale it: ${scaleCommand(id, request.replicas, zone)}`;
  return new ExoError(
    'operation-failed',
    `deployment ${name} was created in ${zone}, but not as requested: ${differing.join(', ')}`,
    {
      code: 'not-as-asked',
      zone,
      hint: `look again with: ${commandFor('show', id, zone)}\n${mend}`,
      details: { id: deployment.id, differences: differing },
    },
  );
}

/** Adds to a failed creation that it may have left a deployment whose GPUs still count, and how to remove that. */
const withLeftBehind =
  (name: string, zone: string) =>
  (error: unknown): never => {
    if (!(error instanceof ExoError) || error.kind !== 'operation-failed') throw error;
    throw counting(error, 'it may be left in state error, where its GPUs still count', name, zone);
  };

function counting(error: ExoError, what: string, name: string, zone: string): ExoError {
  const hint = `${what}; before trying again delete it: ${commandFor('delete', name, zone)}`;
  return error.retold({ hint: [error.hint, hint] });
}
