import { TransportError } from '../../../api/http/transport.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandFor } from '../../../domain/shell-words.js';
import { EndpointError } from '../../../endpoint/endpoint-error.js';
import { ExoError, orNothing } from '../../../errors.js';
import type { ErrorKind } from '../../../exit-codes.js';
import type { CheckedEndpoint } from '../../../output/views/endpoint.js';
import { explainFound } from '../explain/explain.js';
import type { Target } from './endpoint-target.js';

/**
 * The error for a failure of an endpoint: credentials if it refuses the key, unavailable if it cannot be reached,
 * otherwise operation-failed, because it does not answer. Other errors are returned unchanged.
 */
export function endpointFailure(error: unknown, target: Target): unknown {
  if (!(error instanceof TransportError || error instanceof EndpointError)) return error;
  const { placed, zone, url } = target;
  const failed = (kind: ErrorKind, code: string, what: string, hint?: string) =>
    new ExoError(kind, `${placed} ${what}: ${error.message}`, {
      code,
      zone: zone.zone,
      hint,
      details: { url },
      cause: error,
    });
  if (error instanceof EndpointError && error.refusesKey) {
    const hint = `the key is valid only for this deployment; ${isThisIt(target)}`;
    return failed('credentials', 'endpoint-key', 'refuses its API key', hint);
  }
  if (error instanceof TransportError && (!error.sent || error.fault === 'proxy')) {
    const what = `cannot be reached at ${new URL(url).host}`;
    return failed('unavailable', 'endpoint-unreachable', what, error.hint ?? isThisIt(target));
  }
  // The request was sent, so the endpoint was reached but does not answer.
  return failed('operation-failed', 'no-answer', 'does not answer', asksToWait(error));
}

/** The hint after a 429: too many requests are no fault that the logs could explain. */
function asksToWait(error: TransportError | EndpointError): string | undefined {
  if (!(error instanceof EndpointError) || error.status !== 429) return undefined;
  const { retryAfterS = 0 } = error;
  const time = retryAfterS > 0 ? formatDuration(Math.ceil(retryAfterS) * 1_000) : 'a while';
  return `it asks you to wait: try again in ${time}`;
}

/** The hint to compare the URL. */
const isThisIt = ({ name, zone, url }: Target) =>
  `is ${url} its URL? See: ${commandFor('show', name, zone.zone)}`;

/**
 * The same error, with the explanation of `deployment explain` if the deployment does not answer: the cause and what to
 * type. Without a cause, it has a hint where to look.
 */
export async function whyItFails(deps: Deps, error: unknown, target: Target): Promise<unknown> {
  const failure = endpointFailure(error, target);
  if (!(failure instanceof ExoError) || failure.code !== 'no-answer' || failure.hint) return failure;
  const { zone, id, name, placed, isOther } = target;
  const { cause } = failure;
  const found = isOther
    ? undefined
    : await explainFound(deps, { zone, id, subject: placed }).catch(orNothing);
  if (found?.cause === undefined) {
    const isElsewhere = isOther || (cause instanceof EndpointError && cause.status === 404);
    const logs = commandFor('logs', name, zone.zone, '--tail', '50');
    return failure.retold({ hint: isElsewhere ? isThisIt(target) : `see its logs: ${logs}`, cause });
  }
  const { kind = 'unknown', cause: why, evidence, fixes, confidence } = found;
  return failure.retold({ explanation: { kind, cause: why, evidence, fixes, confidence }, cause });
}

/** The error for an answer that is slower than the limits; undefined if it is fast enough. */
export function tooSlow(
  { placed, name, zone: { zone } }: Target,
  { ttftMs, tokensPerSecond }: CheckedEndpoint,
  limits: { '--max-ttft'?: number | undefined; '--min-tps'?: number | undefined },
): ExoError | undefined {
  const { '--max-ttft': maxTtftMs, '--min-tps': minTps } = limits;
  const found = [
    ...(maxTtftMs !== undefined && ttftMs > maxTtftMs
      ? [`the first token came after ${formatDuration(ttftMs)}, later than ${formatDuration(maxTtftMs)}`]
      : []),
    ...(minTps !== undefined && tokensPerSecond < minTps
      ? [`${tokensPerSecond} tokens a second are less than ${minTps}`]
      : []),
  ];
  if (found.length === 0) return undefined;
  return new ExoError('deadline', `${placed} is too slow: ${found.join(', and ')}`, {
    code: 'too-slow',
    zone,
    hint: `see how busy it is: ${commandFor('top', name, zone)}`,
    details: {
      max_ttft_ms: maxTtftMs,
      min_tps: minTps,
      ttft_ms: ttftMs,
      tokens_per_second: tokensPerSecond,
    },
  });
}
