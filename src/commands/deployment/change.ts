import type { ZoneClient } from '../../api/client.js';
import type { Deps } from '../../deps.js';
import { ExoError } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';

/** A change of one deployment that sets a state, so that sending it twice does no harm. */
export interface Change {
  id: string;
  /** `scale deployment my-app to 0 replicas` */
  what: string;
  send(): Promise<Operation>;
  /** Does the deployment, read again, have what was asked for? Undefined: it is gone. */
  isAsked(deployment: Deployment | undefined): boolean;
}

/** How long the look after a lost answer may take, in ms: the command has used up its own time already. */
const LOOK_MS = 15_000;

/**
 * Sends a change, and when its answer is lost finds out what became of it: the first try may have been accepted
 * although the repetition was refused or never answered.
 * @returns its operation, or undefined when it was accepted but its operation is not known
 * @throws ExoError what the service said; or that it is not known, with what to do
 */
export async function sendChange(
  deps: Deps,
  zone: ZoneClient,
  change: Change,
): Promise<Operation | undefined> {
  try {
    return await change.send();
  } catch (error) {
    if (!(error instanceof ExoError) || error.code !== 'outcome-unknown') throw error;
    if (await isAccepted(zone, change, error)) {
      deps.io.warn(`the answer to "${change.what}" was lost, but the service has accepted it`);
      return undefined;
    }
    throw new ExoError(error.kind, `${error.message}; it was not accepted`, {
      ...factsOf(error, zone),
      code: error.kind,
      hint: 'running the command again is safe',
    });
  }
}

async function isAccepted(zone: ZoneClient, change: Change, lost: ExoError): Promise<boolean> {
  try {
    return change.isAsked(await zone.getDeployment(change.id, { timeoutMs: LOOK_MS }));
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    if (error.kind === 'not-found') return change.isAsked(undefined);
    throw new ExoError(lost.kind, `${lost.message}; it is not known whether it was accepted`, {
      ...factsOf(lost, zone),
      code: 'outcome-unknown',
      hint: `running the command again is safe; see what became of it with: exo-di deployment show ${change.id} -z ${zone.zone}`,
    });
  }
}

const factsOf = (error: ExoError, zone: ZoneClient) => ({
  zone: zone.zone,
  request: error.request,
  cause: error,
});
