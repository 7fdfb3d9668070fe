import { formatDuration } from '../domain/duration.js';
import { type ErrorFacts, ExoError } from '../errors.js';
import type { ErrorKind } from '../exit-codes.js';
import { clockSkew } from './clock-skew.js';
import type { HttpResponse } from './http/transport.js';
import { isOwnWord, isPage, type Refusal, readRefusal } from './refusal.js';

/** What the client was about to do when an error came, for its sentence. */
export interface CallContext {
  /** `scale deployment my-app in at-vie-2`: completes "could not …". */
  doing: string;
  /** The OpenAPI operationId. */
  operation: string;
  zone: string | undefined;
  request: { method: string; path: string };
  takesGpus?: boolean | undefined;
}

/** The service answered, and the answer is no. `problems` are its complaints about single properties. */
export class ApiError extends ExoError {
  override readonly name = 'ApiError';

  constructor(
    kind: ErrorKind,
    readonly status: number,
    /** The sentence without the problems. */
    readonly headline: string,
    readonly refusal: Refusal,
    facts: ErrorFacts,
    /** The service said so itself, and nobody on the way to it. */
    readonly isOwnWord = true,
  ) {
    super(
      kind,
      [headline, ...refusal.problems.map(({ field, text }) => (field ? `${field}: ${text}` : text))].join(
        '; ',
      ),
      facts,
    );
  }

  /** Why, in the service's own words where it has said any. */
  get reason(): string {
    return this.refusal.sentence ?? statusPhrase(this.status);
  }

  /** The same refusal, with the next command to type. */
  hinted(hint: string): ApiError {
    const { kind, status, headline, refusal, cause, isOwnWord } = this;
    return new ApiError(kind, status, headline, refusal, { ...this, hint, cause }, isOwnWord);
  }
}

/**
 * Turns an answer that is not 2xx into the error it means. The exit codes of the statuses are the product's own
 * table; the statuses an operation can answer are the OpenAPI description's.
 * @param nowMs our clock, to tell a skewed clock from a wrong secret
 */
export function refusalError(call: CallContext, response: HttpResponse, nowMs: number): ApiError {
  const refusal = readRefusal(response);
  const isMissing = response.status === 404 || response.status === 410;
  const page = isMissing && isPage(response);
  const elsewhere = page || (isMissing && call.operation === ALWAYS_THERE);
  const { kind, code } = elsewhere ? NOT_THE_SERVICE : kindOf(call, response.status, refusal);
  const said = page
    ? 'a web page answered in place of the service'
    : (refusal.sentence ?? statusPhrase(response.status));
  const clock = code === 'signature' ? clockSkew(response, nowMs) : undefined;
  const skew = clock && `${clock.words}, and signatures carry the time: set the clock right`;
  return new ApiError(
    kind,
    response.status,
    `could not ${call.doing}: ${said} (HTTP ${response.status})`,
    refusal,
    {
      code,
      zone: call.zone,
      request: call.request,
      hint: elsewhere ? 'see what answers there: exo-di doctor' : (skew ?? asksToWait(refusal)),
      details: {
        status: response.status,
        ...(refusal.type ? { type: refusal.type } : {}),
        ...(refusal.problems.length > 0 ? { problems: refusal.problems } : {}),
        ...(refusal.deployments ? { deployments: refusal.deployments } : {}),
        ...(refusal.retryAfterS === undefined ? {} : { retry_after: refusal.retryAfterS }),
      },
    },
    isOwnWord(response),
  );
}

/** What a proxy, or a wrong endpoint, does not find says nothing of what the service has. */
const NOT_THE_SERVICE = { kind: 'unavailable', code: 'not-the-service' } as const;

/** Where this one is not found, the endpoint is another's: it takes no ID and every endpoint of the service has it. */
const ALWAYS_THERE = 'list-zones';

function kindOf(call: CallContext, status: number, refusal: Refusal): { kind: ErrorKind; code: string } {
  const said = `${refusal.sentence ?? ''} ${refusal.code ?? ''}`.toLowerCase();
  if (status === 401) return { kind: 'credentials', code: 'unauthorized' };
  if (status === 403) {
    if (said.includes('signature')) return { kind: 'credentials', code: 'signature' };
    return call.takesGpus && !/role|policy|forbidden_operation/.test(said)
      ? { kind: 'quota', code: 'gpu-authorization' }
      : { kind: 'credentials', code: 'forbidden' };
  }
  if (status === 404 || status === 410) return { kind: 'not-found', code: 'not-found' };
  if (status === 409 || status === 423) return { kind: 'conflict', code: 'conflict' };
  if (status === 412) {
    if (call.takesGpus) return { kind: 'quota', code: 'gpu-quota' };
    return { kind: 'conflict', code: call.operation === 'delete-model' ? 'in-use' : 'conflict' };
  }
  if (status === 400 || status === 422) return { kind: 'usage', code: 'refused-value' };
  if (isUnavailable(status))
    return { kind: 'unavailable', code: status === 429 ? 'rate-limited' : 'unavailable' };
  return { kind: 'unexpected', code: 'unexpected-status' };
}

/** Statuses that say "not now" rather than "no": the ones worth another try. */
export function isUnavailable(status: number): boolean {
  return status === 408 || isTurnedAway(status) || status >= 500;
}

/** Statuses that say "too early" or "too many": whoever answers so has passed nothing on. */
export const isTurnedAway = (status: number) => status === 425 || status === 429;

/** Not now: how long not, where the service says so. */
function asksToWait({ retryAfterS = 0 }: Refusal): string | undefined {
  if (retryAfterS <= 0) return undefined;
  return `the service asks to wait ${formatDuration(Math.ceil(retryAfterS) * 1_000)}; then run the same command again`;
}

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

function statusPhrase(status: number): string {
  if (status >= 300 && status < 400)
    return 'the service redirects, and a signed request is not sent elsewhere';
  return PHRASES[status] ?? 'an unexpected answer';
}
