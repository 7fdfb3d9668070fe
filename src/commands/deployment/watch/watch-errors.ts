import type { ZoneClient } from '../../../api/zone-client.js';
import { plural } from '../../../domain/counts.js';
import { isBroken } from '../../../domain/deployment-state.js';
import { hintOfMeant } from '../../../domain/likely.js';
import { commandFor, commandLine, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Sighting } from './locate.js';

/** What a wait has come to when its time is up. @param placed `my-app in at-vie-2` */
export function atDeadline(error: unknown, placed: string, until: string, seen?: Sighting): unknown {
  if (!(error instanceof ExoError) || error.kind !== 'deadline') return error;
  const { state, replicas } = seen?.entry ?? {};
  const size = replicas === undefined ? '' : ` with ${plural(replicas, 'replica')}`;
  // Waiting again would wait for ever.
  const stopped = seen !== undefined && until === 'ready' && replicas === 0;
  const why = seen
    ? `deployment ${placed} is not ${until} yet, but ${stopped && state === 'ready' ? 'stopped' : state}${size}`
    : `there is no deployment ${placed}`;
  const start = stopped && scaleCommand(seen.entry.name, 1, seen.zone.zone);
  return new ExoError('deadline', `the time is up: ${why}`, {
    zone: seen?.zone.zone,
    hint: start ? `it gets ready once scaled up: ${start}` : error.hint,
    details: seen ? { state, replicas } : undefined,
    cause: error,
  });
}

/** The list shows it, and whoever is asked for it says that there is none: one of the two is behind. */
export const onlyListed = (name: string, zone: string) =>
  new ExoError('not-found', `the list of ${zone} shows deployment ${name}, but it is not found by its ID`, {
    code: 'only-listed',
    zone,
    hint: `it may have been deleted just now; look again: ${commandFor('show', name, zone)}`,
  });

/** Nowhere to be seen, for longer than a new one may take. @param listed the names of those that are */
export function notFound(name: string, places: readonly ZoneClient[], listed: readonly string[]): ExoError {
  const [only, ...others] = places;
  const zone = others.length === 0 ? only?.zone : undefined;
  const list = commandLine('deployment list', [], zone === undefined ? [] : ['-z', zone]);
  const message = `there is no deployment ${JSON.stringify(name)} in ${zone ?? 'any zone'}`;
  return new ExoError('not-found', message, {
    zone,
    ...hintOfMeant(name, listed, `see what there is with: ${list}`),
  });
}

/** A deployment in state `error`, with what it says of it. @param beside what else is known, as a sentence */
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

/** The same of one that serves nobody because of it; undefined of any other. */
export const ifBroken = (name: string, zone: string, deployment: Deployment, beside?: string) =>
  isBroken(deployment) ? inErrorBecause(name, zone, deployment, beside) : undefined;
