import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { differing } from '../../../domain/differing.js';
import { own } from '../../../domain/json.js';
import { commandFor, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError, isInterruption } from '../../../errors.js';
import type { DeploymentDetails } from '../../../output/views/deployment.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { readListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { changeDeployment } from '../change/change.js';
import { scaling } from '../change/scale-change.js';
import { lookingAt, subjectOf } from '../find.js';
import { afterScale, beforeScale } from '../scale/scale-words.js';
import { waitForDeployment } from '../watch/watch.js';

/** A deployment, and the name of its clone. */
export interface Cloning {
  zone: ZoneClient;
  source: Deployment & { id: string };
  clone: string;
}

/** The question before `clone --replace`. */
export function replaceQuestion({ zone, source: { name, replicas }, clone }: Cloning): string[] {
  const serving = replicas === undefined ? '' : `, ${plural(replicas, 'replica')}`;
  return [
    `Once ${clone} is ready, ${name} (${zone.zone}${serving}) is scaled to zero:`,
    'requests to its URL then fail.',
    'Clone and replace?',
  ];
}

/**
 * Refuses to replace the source by an existing clone without replicas: that clone never gets ready, so with the source
 * at zero nobody would be served.
 * @param size the size that the hint suggests for the clone
 * @throws ExoError conflict, code `no-replicas`, with the two commands to type
 */
export async function requireReplicas(
  { id, seen }: { id: string; seen?: DeploymentDetails | undefined },
  { zone, source, clone }: Cloning,
  size = Math.max(1, source.replicas ?? 1),
): Promise<void> {
  const { replicas } = seen?.deployment ?? (await zone.getDeployment(id, { subject: subjectOf(clone) }));
  if (replicas !== 0) return;
  const message = `${clone} in ${zone.zone} has no replicas and cannot take the place of ${source.name}; nothing was sent`;
  throw new ExoError('conflict', message, {
    code: 'no-replicas',
    zone: zone.zone,
    hint: `start it: ${scaleCommand(clone, size, zone.zone)}\nthen stop ${source.name}: ${scaleCommand(source.name, 0, zone.zone)}`,
  });
}

/**
 * Scales the source of a clone to zero once the clone itself shows that it is ready; the success of its operation alone
 * does not prove that it serves. A source that somebody has changed since it was copied is left as it is.
 * @throws ExoError whatever prevents it, with what is billed now
 */
export async function replaceSource(deps: Deps, cloning: Cloning, wait: WaitInput): Promise<void> {
  const { zone, source, clone } = cloning;
  let isSent = false;
  try {
    const watched = { name: clone, until: 'ready', created: true } as const;
    if (!(await waitForDeployment(deps, [zone], watched, wait))) throw notSeen(cloning);
    await requireUnchanged(cloning);
    const toZero = { zone, id: source.id, name: source.name, size: 0, entry: source };
    deps.io.say(...beforeScale(toZero));
    isSent = true;
    const { problem } = await changeDeployment(deps, scaling(toZero), wait);
    if (problem) throw problem;
    deps.io.say(...afterScale(toZero));
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    throw bothRun(error, cloning, isSent);
  }
}

/** The error for a clone that has vanished: with the source at zero nobody would be served. */
function notSeen({ zone: { zone }, clone }: Cloning): ExoError {
  return new ExoError('unavailable', `deployment ${clone} does not show in ${zone} any more`, {
    code: 'not-seen',
    zone,
    hint: `look again with: ${commandFor('show', clone, zone)}`,
  });
}

/**
 * Reads the source once more: the clone takes minutes to start, and somebody who scales or changes the source meanwhile
 * needs it.
 * @throws ExoError conflict, code `changed-meanwhile`
 */
async function requireUnchanged({ zone, source }: Cloning): Promise<void> {
  const now = await readListed(lookingAt({ zone, ...source }));
  const changes = changesSince(source, now);
  if (changes.length === 0) return;
  const what = `deployment ${source.name} in ${zone.zone} has been changed meanwhile (${changes.join(', ')})`;
  throw new ExoError('conflict', what, {
    code: 'changed-meanwhile',
    zone: zone.zone,
    hint: `if nobody needs it any more: ${scaleCommand(now.name, 0, zone.zone)}`,
  });
}

/**
 * What somebody has changed of a deployment. Nothing counts at zero replicas, because the replacement wants these. The
 * values of engine parameters are not shown: they may be secrets.
 */
function changesSince(before: Deployment, now: Deployment): string[] {
  const { replicas, state } = now;
  if (replicas === 0) return [];
  const isScaled = replicas !== undefined && before.replicas !== undefined && replicas !== before.replicas;
  const parameters = before['inference-engine-parameters'] ?? [];
  return [
    ...(isScaled ? [`replicas ${before.replicas} → ${replicas}`] : []),
    ...(isChanging(state) && state !== before.state ? [`state ${before.state} → ${state}`] : []),
    ...Object.keys(differing(now, { ...before, 'inference-engine-parameters': parameters })),
  ];
}

const stopLater = ({ source, clone, zone }: Cloning) =>
  `once ${clone} is ready: ${scaleCommand(source.name, 0, zone.zone)}`;

/** Adds to an error that the clone may still come into being, and that nobody then scales the source to zero. */
export function sourceRuns(error: ExoError, cloning: Cloning): ExoError {
  const isSent = error.operationId !== undefined || OPEN.includes(error.code);
  if (!isSent || error.kind === 'operation-failed') return error;
  return error.retold({
    message: `${error.message}; ${cloning.source.name} is not scaled to zero`,
    hint: [error.hint, stopLater(cloning)],
  });
}

/** The error codes that leave the outcome open. */
const OPEN: readonly string[] = ['outcome-unknown', 'not-seen', 'deadline'];

/**
 * Adds to an error that the clone exists and the source may still run, so that both are billed.
 * @param isSent the scaling may have been accepted
 */
export function bothRun(error: ExoError, cloning: Cloning, isSent = false): ExoError {
  const { name } = cloning.source;
  const made = `${error.message}; deployment ${cloning.clone} was created`;
  if (error.kind === 'not-found') return error.retold({ message: `${made}, and ${name} is gone` });
  // `accepted: false` means that the service refused the scaling until the end.
  const isRefused = own(error.details, 'accepted') === false;
  const isOpen = !isRefused && (isInterruption(error) || OPEN.includes(error.code));
  const billed =
    isSent && isOpen
      ? `it is not known whether ${name} is at zero: both may be billed`
      : `${name} is not scaled to zero: both are billed`;
  return error.retold({
    message: `${made} and ${billed}`,
    hint: error.code === 'changed-meanwhile' ? error.hint : [error.hint, stopLater(cloning)],
  });
}
