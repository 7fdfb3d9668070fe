/* What HTTP statuses mean, whoever answers with them. */

/** Statuses that say that it was done. */
export const isSuccess = (status: number) => status >= 200 && status < 300;

/** Statuses that say "not now" rather than "no": the ones worth another try. */
export function isUnavailable(status: number): boolean {
  return status === 408 || isTurnedAway(status) || status >= 500;
}

/** Statuses that say "too early" or "too many": whoever answers so has passed nothing on. */
export const isTurnedAway = (status: number) => status === 425 || status === 429;

/** Statuses that say that there is no such thing, never or no more. */
export const isMissing = (status: number) => status === 404 || status === 410;

const PHRASES: Readonly<Record<number, string>> = {
  400: 'the request was refused as invalid',
  401: 'the credentials were not accepted',
  403: 'this is forbidden for these credentials',
  404: 'it does not exist',
  408: 'the service gave up waiting for the request',
  409: 'it conflicts with the present state',
  410: 'it does not exist any more',
  412: 'a precondition is not met',
  423: 'it is locked',
  425: 'it is too early',
  429: 'too many requests',
  500: 'the service failed',
  502: 'a gateway before the service failed',
  503: 'the service is unavailable',
  504: 'a gateway waited in vain for the service',
};

/** What a status says, where the service says nothing itself. */
export function statusPhrase(status: number): string {
  if (status >= 300 && status < 400)
    return 'the service redirects, and a signed request is not sent elsewhere';
  return PHRASES[status] ?? 'an unexpected answer';
}
