import { plural } from '../../../domain/counts.js';
import { isBroken } from '../../../domain/deployment-state.js';
import { commandFor, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Sighting } from './locate.js';

/**
 * Adds to the error of a deadline how the deployment was last seen.
 * @param awaited.zone `any zone` if it was looked for in all of them
 * @param awaited.listedIn the zone whose list shows it
 */
export function atDeadline(
  error: unknown,
  {
    name,
    zone,
    until,
    listedIn,
  }: { name: string; zone: string; until: string; listedIn?: string | undefined },
  seen?: Sighting,
): unknown {
  if (!(error instanceof ExoError) || error.kind !== 'deadline') return error;
  const { state, replicas } = seen?.entry ?? {};
  const size = replicas === undefined ? '' : ` with ${plural(replicas, 'replica')}`;
  // A stopped deployment never gets ready by waiting again, so the hint is to scale it.
  const stopped = seen !== undefined && until === 'ready' && replicas === 0;
  const shown = stopped && state === 'ready' ? 'stopped' : state;
  const isUntold = seen !== undefined && until !== 'deleted' && state === 'ready' && replicas === undefined;
  const why = isUntold
    ? `deployment ${name} in ${zone} is in state ready, but the service does not tell its replicas, so it may be stopped`
    : seen
      ? `deployment ${name} in ${zone} is not ${until} yet, but ${shown}${size}`
      : listedIn
        ? shownByListAlone(name, listedIn)
        : `deployment ${name} was not found in ${zone}`;
  const start = stopped && scaleCommand(seen.entry.name, 1, seen.zone.zone);
  return new ExoError('deadline', `the time is up: ${why}`, {
    zone: seen?.zone.zone ?? error.zone,
    hint: start ? `it gets ready once scaled up: ${start}` : error.hint,
    details: seen ? { state, replicas } : undefined,
    cause: error,
  });
}

const shownByListAlone = (name: string, zone: string) =>
  `the list of ${zone} shows deployment ${name}, but it is not found by its ID`;

/**
 * The error for a deployment that a list shows but that its ID does not find, because one of the two is behind.
 * @param created its creation was accepted, so it is not called missing
 */
export const onlyListed = (name: string, zone: string, created = false) =>
  new ExoError(created ? 'unavailable' : 'not-found', shownByListAlone(name, zone), {
    code: 'only-listed',
    zone,
    hint: `it may have been deleted just now; look again: ${commandFor('show', name, zone)}`,
  });

/** The error for a deployment in state `error`, with its state details. @param beside a further sentence */
export function inErrorBecause(
  name: string,
  zone: string,
  { id, state, 'state-details': why }: Pick<Deployment, 'id' | 'state' | 'state-details'>,
  beside?: string,
): ExoError {
  return new ExoError(
    'operation-failed',
    `deployment ${name} in ${zone} is in state error${why ? `: ${why}` : ''}${beside ? `; ${beside}` : ''}`,
    {
      code: 'deployment-error',
      zone,
      deployment: id ?? name,
      hint: `see why: ${commandFor('explain', name, zone)}`,
      details: { state, ...(why ? { state_details: why } : {}) },
    },
  );
}

/** The same error, or undefined if the deployment is not in state `error`. */
export const ifBroken = (name: string, zone: string, deployment: Deployment, beside?: string) =>
  isBroken(deployment) ? inErrorBecause(name, zone, deployment, beside) : undefined;
