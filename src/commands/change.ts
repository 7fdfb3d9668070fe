import type { ZoneClient } from '../api/zone-client.js';
import type { Deps } from '../deps.js';
import { ExoError } from '../errors.js';

/** A change that sets a state, so that sending it twice does no harm. */
export interface Change<T, A> {
  /** `scale deployment my-app to 0 replicas` */
  what: string;
  send(): Promise<A>;
  /** The thing as it is now. @throws ExoError not-found when it is gone */
  read(options: { timeoutMs: number }): Promise<T>;
  /** Does the thing, read again, have what was asked for? Given undefined, it is gone; undefined: it cannot be told. */
  isAsked(thing: T | undefined): boolean | undefined;
  /** The command that shows the thing. */
  check: string;
}

/** How long the look after a lost answer may take, in ms: the command has used up its own time already. */
const LOOK_MS = 15_000;

/**
 * Sends a change, and when its answer is lost finds out what became of it: the first try may have been accepted
 * although the repetition was refused or never answered.
 * @returns its answer, or undefined when it was accepted but the answer is not known
 * @throws ExoError what the service said; or that it is not known, with what to do
 */
export async function sendChange<T, A>(
  deps: Deps,
  zone: ZoneClient,
  change: Change<T, A>,
): Promise<A | undefined> {
  try {
    return await change.send();
  } catch (error) {
    // Interrupted: no time to look, and the error says so itself.
    if (!(error instanceof ExoError) || error.code !== 'outcome-unknown' || deps.signal.aborted) throw error;
    const accepted = await isAccepted(zone, change, error);
    if (accepted === undefined) throw unknown(zone, change, error);
    if (accepted) {
      deps.io.warn(`the answer to "${change.what}" was lost, but the service has accepted it`);
      return undefined;
    }
    // Not shown yet is not the same as not accepted: how soon a change shows is nothing the service promises.
    throw new ExoError(
      error.kind,
      `${error.message}; so far it does not show, so it may not have been accepted`,
      {
        ...factsOf(error, zone),
        code: 'outcome-unknown',
        hint: `running the command again is safe; see what became of it with: ${change.check}`,
      },
    );
  }
}

async function isAccepted<T, A>(
  zone: ZoneClient,
  change: Change<T, A>,
  lost: ExoError,
): Promise<boolean | undefined> {
  try {
    return change.isAsked(await change.read({ timeoutMs: LOOK_MS }));
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    if (error.kind === 'not-found') return change.isAsked(undefined);
    throw unknown(zone, change, lost);
  }
}

function unknown<T, A>(zone: ZoneClient, change: Change<T, A>, lost: ExoError): ExoError {
  return new ExoError(lost.kind, `${lost.message}; it is not known whether it was accepted`, {
    ...factsOf(lost, zone),
    code: 'outcome-unknown',
    hint: `running the command again is safe; see what became of it with: ${change.check}`,
  });
}

const factsOf = (error: ExoError, zone: ZoneClient) => ({
  zone: zone.zone,
  request: error.request,
  cause: error,
});
