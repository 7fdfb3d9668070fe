import { TransportError } from '../../../api/http/transport.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandFor } from '../../../domain/shell-words.js';
import { EndpointError } from '../../../endpoint/endpoint-error.js';
import { ExoError, isInterruption } from '../../../errors.js';
import type { CheckedEndpoint } from '../../../output/views/endpoint.js';
import type { Explanation } from '../../../output/views/explanation.js';
import { explainFound } from '../explain/explain.js';
import type { Target } from './endpoint.js';

/**
 * What a failure of an endpoint means: exit code 3 when it refuses the key, 9 when it is not reached, else 7, it does not
 * answer. What is no failure of an endpoint stays as it is.
 */
export function endpointFailure(error: unknown, target: Target): unknown {
  const { placed, zone, url } = target;
  const where = { zone: zone.zone, details: { url } };
  if (error instanceof TransportError) {
    if (error.sent && error.fault !== 'proxy') return silent(target, error);
    return new ExoError('unavailable', `${placed} is not reached at ${new URL(url).host}: ${error.message}`, {
      ...{ ...where, code: 'endpoint-unreachable', cause: error },
      hint: error.hint ?? isThisIt(target),
    });
  }
  if (!(error instanceof EndpointError)) return error;
  if (error.refusesKey)
    return new ExoError('credentials', `${placed} refuses its API key: ${error.message}`, {
      ...{ ...where, code: 'endpoint-key', cause: error },
      hint: `the key is of the deployment alone; ${isThisIt(target)}`,
    });
  return silent(target, error);
}

/** Where its URL is shown. */
const isThisIt = ({ name, zone, url }: Target) =>
  `is ${url} its URL? See: ${commandFor('show', name, zone.zone)}`;

/** It was reached and does not answer. */
function silent({ placed, zone, url }: Target, cause: Error): ExoError {
  return new ExoError('operation-failed', `${placed} does not answer: ${cause.message}`, {
    ...{ code: 'no-answer', zone: zone.zone, details: { url }, cause },
  });
}

/** The same, explained where it does not answer. */
export async function whyItFails(deps: Deps, error: unknown, target: Target): Promise<unknown> {
  const failure = endpointFailure(error, target);
  if (!(failure instanceof ExoError) || failure.code !== 'no-answer') return failure;
  return explained(deps, failure, target);
}

/**
 * The same error with what `deployment explain` has to say of the deployment: the cause and what to type. Where that
 * cannot be told the error stays as it is, with where to look.
 */
async function explained(deps: Deps, error: ExoError, target: Target): Promise<ExoError> {
  const { zone, id, name, placed, isOther } = target;
  const isNotThere = error.cause instanceof EndpointError && error.cause.status === 404;
  if (isOther) return error.retold({ hint: isThisIt(target), cause: error.cause });
  let explanation: Explanation | undefined;
  try {
    explanation = await explainFound(deps, { zone, id, subject: placed });
  } catch (problem) {
    if (problem instanceof ExoError && isInterruption(problem)) throw problem;
  }
  const { cause, evidence = [], fixes = [], confidence = 'none', kind: why = 'unknown' } = explanation ?? {};
  const logs = commandFor('logs', name, zone.zone, '--tail', '50');
  if (cause === undefined)
    return error.retold({
      ...{ hint: isNotThere ? isThisIt(target) : `see what it writes: ${logs}`, cause: error.cause },
    });
  const explained = { kind: why, cause, evidence, fixes, confidence };
  return error.retold({ explanation: explained, cause: error.cause });
}

/** How fast an answer has to be. */
export interface Limits {
  maxTtftMs?: number | undefined;
  minTps?: number | undefined;
}

/** What is too slow about an answer; undefined where nothing is. */
export function tooSlow(
  { placed, name, zone: { zone } }: Target,
  { ttftMs, tokensPerSecond }: CheckedEndpoint,
  { maxTtftMs, minTps }: Limits,
): ExoError | undefined {
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
    ...{ code: 'too-slow', zone, hint: `see how busy it is: ${commandFor('top', name, zone)}` },
    details: {
      ...{ max_ttft_ms: maxTtftMs, min_tps: minTps },
      ...{ ttft_ms: ttftMs, tokens_per_second: tokensPerSecond },
    },
  });
}
