import { steady } from '../clock.js';
import {
  type Attempt,
  bodyOf,
  type CallEnvironment,
  isAccepted,
  type Outcome,
  outcomeOf,
} from './attempt.js';
import type { Call, CallContext, CallOptions } from './call.js';
import { cutShort, failure, readAnswer } from './call-end.js';
import { aheadInWords, requireClock } from './clock-skew.js';
import { TransportError } from './http/transport.js';
import { isOwnWord, isPage, readRefusal } from './refusal.js';
import { isRetried, isUnclear, MAX_TRIES, retryDelayMs, tryTimeoutMs } from './retry.js';
import { isMissing, isTurnedAway } from './status.js';

/**
 * Statuses whose answers the service may write as plain text; all its other answers are JSON. 404 and 410 are missing,
 * because one without JSON comes from a gateway.
 */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 409, 412, 422, 423]);

/** Milliseconds for a call with its retries if nothing else is set; lists have less. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Sends a call, again if need be, until it is answered or its time is over, and returns the checked answer.
 * @param endpoint the zone's, with the version prefix and no trailing slash
 * @throws ApiError the service refused @throws ExoError unavailable, unexpected (an answer that makes no sense), or the
 * signal's reason. The code of each is `outcome-unknown` if a change may have been made all the same: an answer was
 * lost or cannot be read. The answer to a repetition does not say what became of the first try.
 */
export async function send<T>(
  env: CallEnvironment,
  endpoint: string,
  zone: string | undefined,
  call: Call<T>,
  options: CallOptions,
): Promise<T> {
  const { repeat } = call;
  const { signal } = options;
  const isChange = call.method !== 'GET';
  const context = contextOf(call, zone, options.subject);
  const steadily = steady(env.clock);
  const deadline = steadily.now() + limitMsOf(call, options);
  const credentials = call.unsigned
    ? undefined
    : await meanwhile(env.credentials(), () => env.transport.open?.({ url: endpoint, connectionKey: zone }));
  await env.echoes.learnHeaders(env.headers);
  await env.echoes.learn(bodyOf(call));
  const interruptedWhen = (mayBeDone: boolean) => (error: unknown) => {
    throw mayBeDone && signal?.aborted ? cutShort(context, repeat, error) : error;
  };
  let unclear = false;
  // A creation gets a connection of its own. So do all tries after a lost connection: the other kept ones may be lost,
  // too.
  let fresh = repeat === 'create';
  signal?.throwIfAborted();
  for (let tries = 1; ; tries++) {
    const limitMs = tryTimeoutMs(repeat, tries, deadline - steadily.now());
    const attempt: Attempt = { endpoint, zone, call, credentials, signal, fresh, limitMs };
    const sentAt = env.clock.now();
    const outcome = await outcomeOf(env, attempt).catch(interruptedWhen(isChange));
    const accepted = isAccepted(outcome);
    const retryAfterS =
      accepted || outcome instanceof TransportError ? undefined : readRefusal(outcome).retryAfterS;
    const delayMs = retryDelayMs(tries, env.random(), retryAfterS);
    const isLast = tries === MAX_TRIES || delayMs >= deadline - steadily.now();
    if (accepted) {
      if (options.byClock) requireClock(context, outcome, sentAt);
      const ahead = options.onClockAhead && aheadInWords(outcome, sentAt);
      if (ahead !== undefined) options.onClockAhead?.(ahead);
      if (call.tellsParameters) await env.echoes.learn(outcome.body);
      try {
        return readAnswer(call, context, outcome, env.echoes);
      } catch (error) {
        // If a server on the way answered a read, it is sent again. A change is not: the caller looks for what became
        // of it.
        if (isChange || isLast || options.polled || isOwnWord(outcome)) throw error;
      }
    } else {
      if (call.gone !== undefined && unclear && isGone(outcome)) return call.gone;
      fresh ||= outcome instanceof TransportError && outcome.fault === 'lost';
      unclear ||= isChange && (isUnclear(outcome) || isForeign(outcome));
      if (isLast || !isRetried(repeat, outcome))
        throw failure(context, outcome, { endpoint, tries, unclear, nowMs: env.clock.now() });
    }
    await env.clock.sleep(delayMs, signal).catch(interruptedWhen(unclear));
  }
}

function contextOf(call: Call<unknown>, zone: string | undefined, subject: string | undefined): CallContext {
  const { operation, method, path, takesGpus } = call;
  const [verb] = call.doing.split(' ', 1);
  const doing = subject ? `${verb} ${subject}` : call.doing;
  return {
    doing: zone ? `${doing} in ${zone}` : doing,
    operation,
    zone,
    request: { method, path },
    takesGpus,
  };
}

function limitMsOf({ timeoutMs }: Call<unknown>, options: CallOptions): number {
  const limitMs = options.timeoutMs ?? timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return Math.min(limitMs, options.atMostMs ?? Number.POSITIVE_INFINITY);
}

/**
 * Whether the service itself says that the object does not exist. After a lost DELETE this means that the DELETE was
 * carried out. After a DELETE that certainly was not carried out, there was nothing to delete.
 */
const isGone = (outcome: Outcome) =>
  !(outcome instanceof TransportError) && isMissing(outcome.status) && isOwnWord(outcome);

/**
 * Whether a server on the way answered instead of the service. The service may have carried the request out before. The
 * service itself answers in JSON, except for some refusals in plain text; it never redirects and never sends a web
 * page. Whoever asks to wait (425, 429) has not passed the request on, so these statuses are left out.
 */
function isForeign(outcome: Outcome): boolean {
  if (outcome instanceof TransportError || isTurnedAway(outcome.status)) return false;
  if (outcome.status < 400) return true;
  return !isOwnWord(outcome) && (!REFUSALS.has(outcome.status) || isPage(outcome));
}

/**
 * Awaits a promise, and acts in the meantime if the promise is not settled at once. A `secretCommand` takes its time,
 * in which the connection can already open.
 */
async function meanwhile<T>(awaited: Promise<T>, act: () => void): Promise<T> {
  const soon = setImmediate(act);
  try {
    return await awaited;
  } finally {
    clearImmediate(soon);
  }
}
