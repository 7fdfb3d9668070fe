import { plural } from '../../../domain/counts.js';
import { saidDifferences } from '../../../domain/immutable.js';
import { commandFor, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { ifBroken } from '../watch/watch-errors.js';

/**
 * What is wrong with a deployment whose creation the service has called done: it serves nobody, or is of another size
 * than was asked for, and billed as such. What the service does not tell is not wrong.
 */
export function createdOtherwise(
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
      ? `that cannot be changed, and it is billed as it is; be rid of it with: ${commandFor('delete', id, zone)}`
      : `it is billed as it is; to scale it: ${scaleCommand(id, request.replicas, zone)}`;
  return new ExoError(
    'operation-failed',
    `deployment ${name} was created in ${zone}, but not as it was asked for: ${differing.join(', ')}`,
    {
      code: 'not-as-asked',
      zone,
      hint: `look again with: ${commandFor('show', id, zone)}\n${mend}`,
      details: { id: deployment.id, differences: differing },
    },
  );
}

/** A creation that failed may leave something behind, where its GPUs still count: says so, and how to be rid of it. */
export function withLeftBehind(error: unknown, name: string, zone: string): unknown {
  if (!(error instanceof ExoError) || error.kind !== 'operation-failed') return error;
  return counting(error, 'it may be left in state error, where its GPUs still count', name, zone);
}

function counting(error: ExoError, what: string, name: string, zone: string): ExoError {
  const hint = `${what}; before trying again delete it: ${commandFor('delete', name, zone)}`;
  return error.retold({ hint: [error.hint, hint] });
}
