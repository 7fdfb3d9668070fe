import { ApiError } from '../../../api/errors.js';
import type { Deps } from '../../../deps.js';
import { restsAs } from '../../../domain/deployment-state.js';
import { commandFor } from '../../../domain/shell-words.js';
import { type ExoError, orNothing } from '../../../errors.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Looking } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { goes } from '../../lib/see-done.js';
import type { Change } from './one-change.js';

/** How long a look may take that only adds to what is known already, in ms. */
const SEE_MS = 5_000;

/**
 * Refused because a change is under way: is that the very change that is asked for? A deletion under way is told by no
 * state, so it is waited for to go.
 */
export async function isUnderWay(
  deps: Deps,
  change: Change,
  looking: Looking<Deployment>,
  wait: WaitInput,
): Promise<boolean> {
  const { zone, id, what, isAsked } = change;
  if (!isAsked) return goes(deps, looking, wait);
  const seen = await zone.getDeployment(id, { timeoutMs: SEE_MS }).catch(orNothing);
  if (!seen || isAsked(seen) !== true) return false;
  deps.io.say(`The service has been asked to ${what} already, and that is under way.`);
  return true;
}

/** Says how to wait for the other change that is under way. */
export async function hinted({ zone, id, name, isAsked }: Change, error: ExoError): Promise<ExoError> {
  if (!(error instanceof ApiError)) return error;
  const until = isAsked
    ? restsAs(await zone.getDeployment(id, { timeoutMs: SEE_MS }).catch(() => undefined))
    : 'deleted';
  const wait = commandFor('wait', name, zone.zone, '--for', until);
  return error.hinted(
    `a change of it may be under way; wait for it with: ${wait}\nthen run the same command again`,
  );
}
