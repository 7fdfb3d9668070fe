import { formatDuration } from '../domain/duration.js';
import type { ErrorKind } from '../exit-codes.js';
import { ApiError } from './api-error.js';
import type { CallContext } from './call.js';
import { clockSkew } from './clock-skew.js';
import type { HttpResponse } from './http/transport.js';
import { isOwnWord, isPage, type Refusal, readRefusal } from './refusal.js';
import { isMissing, isUnavailable, statusPhrase } from './status.js';

/**
 * The error for an answer that is not 2xx. Which exit code a status leads to is exo-di's own choice; which statuses an
 * operation can answer is in the OpenAPI description.
 * @param nowMs this machine's clock, in ms: if a signature is refused, it tells a wrong clock from a wrong secret
 */
export function refusalError(call: CallContext, response: HttpResponse, nowMs: number): ApiError {
  const refusal = readRefusal(response);
  const missing = isMissing(response.status);
  const page = (missing || isOfCredentials(response.status)) && isPage(response);
  const isElsewhere = page || (missing && isAlwaysThere(call));
  const { kind, code } = isElsewhere ? NOT_THE_SERVICE : kindOf(call, response.status, refusal);
  const sentence = page
    ? 'a web page answered in place of the service'
    : (refusal.sentence ?? statusPhrase(response.status));
  const clock = code === 'signature' ? clockSkew(response, nowMs) : undefined;
  const skew = clock && `${clock.words}, and signatures carry the time: set the clock right`;
  return new ApiError(
    kind,
    response.status,
    `could not ${call.doing}: ${sentence} (HTTP ${response.status})`,
    refusal,
    {
      code,
      zone: call.zone,
      request: call.request,
      hint: isElsewhere ? 'see what answers there: exo-di doctor' : (skew ?? asksToWait(refusal)),
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

/**
 * If a proxy or a wrong endpoint answers "not found", that does not say whether the service has the object; if it
 * answers "forbidden", nobody has looked at the credentials.
 */
const NOT_THE_SERVICE = { kind: 'unavailable', code: 'not-the-service' } as const;

const isOfCredentials = (status: number) => status === 401 || status === 403;

/**
 * Whether a call asks for a whole list. It takes no ID, and the service answers an empty list with 200. So "not found"
 * is about the address, and says nothing of the things in the list.
 */
const isAlwaysThere = ({ operation }: CallContext) => operation.startsWith('list-');

function kindOf(call: CallContext, status: number, refusal: Refusal): { kind: ErrorKind; code: string } {
  const words = `${refusal.sentence ?? ''} ${refusal.code ?? ''}`.toLowerCase();
  if (status === 401) return { kind: 'credentials', code: 'unauthorized' };
  if (status === 403) {
    if (words.includes('signature')) return { kind: 'credentials', code: 'signature' };
    return call.takesGpus && !/role|policy|forbidden_operation/.test(words)
      ? { kind: 'quota', code: 'gpu-authorization' }
      : { kind: 'credentials', code: 'forbidden' };
  }
  if (isMissing(status)) return { kind: 'not-found', code: 'not-found' };
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

/** The hint if a refusal asks to wait: it says for how long. */
function asksToWait({ retryAfterS = 0 }: Refusal): string | undefined {
  if (retryAfterS <= 0) return undefined;
  return `the service asks to wait ${formatDuration(Math.ceil(retryAfterS) * 1_000)}; then run the same command again`;
}
