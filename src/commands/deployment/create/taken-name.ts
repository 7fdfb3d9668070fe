import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isBroken, isOwn } from '../../../domain/deployment-state.js';
import { saidParameters } from '../../../domain/engine-parameters.js';
import { saidDifferences } from '../../../domain/immutable.js';
import { commandFor, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError, tellNothingSent } from '../../../errors.js';
import type { DeploymentDetails } from '../../../output/views/deployment.js';
import type { Deployment, DeploymentEntry } from '../../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { unlisted } from '../../lib/find.js';
import { readListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import type { Result } from '../../lib/print-result.js';
import { planUpdate, reported } from '../change/update-change.js';
import { waitsForEnd, waitUntilSettled } from '../change/wait-for-change.js';
import { DEPLOYMENTS, lookingAt, type PlacedEntry, subjectOf } from '../find.js';
import { ifBroken } from '../watch/watch-errors.js';

/**
 * Handles a name that is taken. With --if-not-exists, a deployment with the same immutable properties is returned.
 * @throws ExoError conflict, code `already-exists`, with the differences
 */
export function alreadyExists(
  { zone }: ZoneClient,
  existing: DeploymentEntry,
  request: CreateDeploymentRequest,
  foreseen: boolean,
): { existing: DeploymentEntry } {
  const { name } = request;
  const differing = saidDifferences(existing, request);
  if (foreseen && differing.length === 0) return { existing };
  const failed = isBroken(existing);
  const state = failed ? ' in state error' : '';
  const how = foreseen ? `, and differs: ${differing.join(', ')}` : '';
  const message = `deployment ${name} already exists in ${zone}${state}${how}; nothing was sent`;
  const see = failed ? `see why: ${commandFor('explain', name, zone)}` : undefined;
  throw new ExoError('conflict', message, {
    code: 'already-exists',
    zone,
    hint:
      foreseen || failed
        ? [see, `choose another name, or delete it first: ${commandFor('delete', name, zone)}`]
        : `see it with: ${commandFor('show', name, zone)}`,
    details: { id: existing.id, ...(foreseen ? { differences: differing } : {}) },
  });
}

/**
 * Says that the deployment exists, and waits for the change it is in, so that a repeated creation ends together with
 * the first one. A deployment in state `error` is returned with a problem.
 */
export async function seeExisting(
  deps: Deps,
  zone: ZoneClient,
  existing: DeploymentEntry,
  request: CreateDeploymentRequest,
  wait: WaitInput & { '--dry-run': boolean },
): Promise<Result<'exists', DeploymentDetails>> {
  const { name, replicas } = request;
  const { id = name } = existing;
  // Read by its ID, because a list may still show a deleted deployment.
  const seen =
    existing.id === undefined
      ? existing
      : await readListed(lookingAt({ zone, id, name })).catch(tellNothingSent(subjectOf(name)));
  if (seen.name !== name) throw renamed(zone, { name, id }, seen.name);
  const { state, replicas: is = replicas } = seen;
  const other = is !== replicas;
  const size = other ? ` with ${plural(is, 'replica')}, not ${replicas}` : '';
  deps.io.say(`Deployment ${name} already exists in ${zone.zone}${size}; nothing was sent.`);
  if (other) deps.io.say(`To scale it: ${scaleCommand(name, replicas, zone.zone)}`);
  // Only what is read by ID has the parameters and the version.
  const engine = seen === existing ? undefined : otherEngine(seen, request, zone.zone);
  if (engine !== undefined) deps.io.warn(engine);
  const deployment = waitsForEnd(deps, state, wait)
    ? await waitUntilSettled(deps, { zone, id, name }, wait)
    : seen;
  const problem = ifBroken(name, zone.zone, deployment, 'nothing was sent');
  return { kind: 'exists', zone, id, seen: { zone: zone.zone, deployment }, problem };
}

/** The error if a list still shows a deployment by the name that it had before it was renamed. */
function renamed({ zone }: ZoneClient, { name, id }: { name: string; id: string }, now: string): ExoError {
  const message = `the list of ${zone} shows deployment ${name}, but it is now called ${now}; nothing was sent`;
  return new ExoError('unavailable', message, {
    code: 'list-behind',
    zone,
    hint: 'the list may be out of date; run the same command again in a while',
    details: { id },
  });
}

/**
 * How the engine of an existing deployment differs from the requested one, and how to change it: a script whose
 * creation has been edited would otherwise end well forever without the new settings. undefined if it does not.
 */
function otherEngine(seen: Deployment, request: CreateDeploymentRequest, zone: string): string | undefined {
  const isTold = seen['inference-engine-version'] !== undefined;
  const { body } = planUpdate(seen, {
    'inference-engine-parameters': request['inference-engine-parameters'],
    'inference-engine-version': isTold ? request['inference-engine-version'] : undefined,
  });
  const { 'inference-engine-parameters': parameters, 'inference-engine-version': version } = body;
  if (!parameters && version === undefined) return undefined;
  const update = commandFor(
    'update',
    seen.name,
    zone,
    ...(parameters ? ['--inference-engine-params', saidParameters(parameters)] : []),
    ...(version === undefined ? [] : ['--inference-engine-version', version]),
  );
  return `deployment ${seen.name} in ${zone} is left as it is, with ${reported(seen, body)}; to change it: ${update}`;
}

/**
 * Refuses a name that another deployment has. Whether the service allows that is not known, but nobody could use such a
 * name.
 * @throws ExoError conflict, code `already-exists`; if one of the name may exist, see `unlisted`
 */
export async function requireFreeName(
  deps: Deps,
  { zone, id }: PlacedEntry,
  deployment: Deployment,
  name: string,
  others: readonly DeploymentEntry[],
): Promise<void> {
  const listed = others.find((one) => one.name === name && isOwn(one) && one.id !== id);
  const taken =
    listed ??
    (await unlisted(deps, DEPLOYMENTS, name, zone).catch(tellNothingSent(subjectOf(deployment.name))));
  if (!taken || taken.id === id) return;
  throw new ExoError(
    'conflict',
    `deployment ${deployment.name} cannot be renamed: there is a deployment ${name} in ${zone.zone} already; nothing was sent`,
    {
      code: 'already-exists',
      zone: zone.zone,
      hint: `see it with: ${commandFor('show', name, zone.zone)}`,
      details: { id: taken.id },
    },
  );
}
