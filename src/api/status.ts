/* What HTTP statuses mean, whether the service or a server on the way answers with them. */

/** Whether the status reports success (2xx). */
export const isSuccess = (status: number) => status >= 200 && status < 300;

/** Whether the status says "not now" rather than "no", so that another try may succeed. */
export function isUnavailable(status: number): boolean {
  return status === 408 || isTurnedAway(status) || status >= 500;
}

/** Whether the status says "too early" or "too many": then whoever answers has not passed the request on. */
export const isTurnedAway = (status: number) => status === 425 || status === 429;

/** Whether the status says that the object does not exist, or no longer does. */
export const isMissing = (status: number) => status === 404 || status === 410;

const PHRASES: Readonly<Record<number, string>> = {
  400: 'the request was refused as invalid',
  401: 'the credentials were not accepted',
  403: 'this is forbidden for these credentials',
  404: 'it was not found',
  408: 'the service gave up waiting for the request',
  409: 'it conflicts with the present state',
  410: 'it was not found any more',
  412: 'a precondition is not met',
  423: 'it is locked',
  425: 'it is too early',
  429: 'too many requests',
  500: 'the service failed',
  502: 'a gateway before the service failed',
  503: 'the service is unavailable',
  504: 'a gateway got no answer from the service in time',
};

/** What a status means in words, for an answer in which the service says nothing itself. */
export function statusPhrase(status: number): string {
  if (status >= 300 && status < 400)
    return 'the service redirects to another address, to which a signed request is not sent';
  return PHRASES[status] ?? 'an unexpected answer';
}
