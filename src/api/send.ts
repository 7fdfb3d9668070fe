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
import { requireClock } from './clock-skew.js';
import { TransportError } from './http/transport.js';
import { isOwnWord, isPage, readRefusal } from './refusal.js';
import { isRetried, isUnclear, MAX_TRIES, retryDelayMs, tryTimeoutMs } from './retry.js';
import { isMissing, isTurnedAway } from './status.js';

/**
 * Statuses with which the service may refuse in plain words; all else it says is JSON. Not 404 or 410: one that is not JSON
 * is a gateway's.
 */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 409, 412, 422, 423]);

/** Milliseconds a call may take with its retries when nothing else is said; lists have less. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Sends a call until it is answered or its deadline has come, and returns the checked answer.
 * @param endpoint the zone's, with the version prefix and no trailing slash
 * @throws ApiError the service refused @throws ExoError unavailable, unexpected (an answer that makes no sense), or
 * the signal's reason. The code of any of them is `outcome-unknown` when a change may have been made all the same:
 * an answer was lost, or cannot be read, and whatever a repetition was told tells nothing of the first try.
 */
export async function send<T>(
  env: CallEnvironment,
  endpoint: string,
  zone: string | undefined,
  call: Call<T>,
  options: CallOptions = {},
): Promise<T> {
  const { repeat } = call;
  const { signal } = options;
  const isChange = call.method !== 'GET';
  const context = contextOf(call, zone, options.subject);
  const deadline = env.clock.now() + limitMsOf(call, options);
  const credentials = call.unsigned
    ? undefined
    : await meanwhile(env.credentials(), () => env.transport.open?.({ url: endpoint, connectionKey: zone }));
  await env.echoes.learn(bodyOf(call));
  const interruptedWhen = (mayBeDone: boolean) => (error: unknown) => {
    throw mayBeDone && signal?.aborted ? cutShort(context, repeat, error) : error;
  };
  let unclear = false;
  // Where one kept connection has gone, the others may have, too: the next try has one to itself, as a creation has.
  let fresh = repeat === 'create';
  signal?.throwIfAborted();
  for (let tries = 1; ; tries++) {
    const limitMs = tryTimeoutMs(repeat, tries, deadline - env.clock.now());
    const attempt: Attempt = { endpoint, zone, call, credentials, signal, fresh, limitMs };
    const sentAt = env.clock.now();
    const outcome = await outcomeOf(env, attempt).catch(interruptedWhen(isChange));
    const isTold = isAccepted(outcome);
    const retryAfterS =
      isTold || outcome instanceof TransportError ? undefined : readRefusal(outcome).retryAfterS;
    const delayMs = retryDelayMs(tries, env.random(), retryAfterS);
    const isLast = tries === MAX_TRIES || delayMs >= deadline - env.clock.now();
    if (isTold) {
      if (options.byClock) requireClock(context, outcome, sentAt);
      if (call.tellsParameters) await env.echoes.learn(outcome.body);
      try {
        return readAnswer(call, context, outcome, env.echoes);
      } catch (error) {
        // A read that somebody on the way has answered is asked again; what became of a change is looked for.
        if (isChange || isLast || options.polled || isOwnWord(outcome)) throw error;
      }
    } else {
      if (call.gone !== undefined && tries > 1 && isGone(outcome)) return call.gone;
      fresh ||= outcome instanceof TransportError && outcome.fault === 'lost';
      unclear ||= isChange && (isUnclear(outcome) || isForeign(outcome));
      if (isLast || !isRetried(repeat, outcome))
        throw failure(context, outcome, { tries, unclear, nowMs: env.clock.now() });
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

/** Does the service itself say that there is no such thing? After a DELETE that was lost, that one has done it. */
const isGone = (outcome: Outcome) =>
  !(outcome instanceof TransportError) && isMissing(outcome.status) && isOwnWord(outcome);

/**
 * Did somebody on the way answer, and not the service? Then it may have carried the request out before. All that the
 * service says is JSON, but for refusals in plain words; it does not redirect, and a page is never its own. Who asks to
 * wait (425, 429) has passed nothing on, whoever it is.
 */
function isForeign(outcome: Outcome): boolean {
  if (outcome instanceof TransportError || isTurnedAway(outcome.status)) return false;
  if (outcome.status < 400) return true;
  return !isOwnWord(outcome) && (!REFUSALS.has(outcome.status) || isPage(outcome));
}

/** Acts when something is not there at once. A secretCommand takes its time: the connection can open in it. */
async function meanwhile<T>(awaited: Promise<T>, act: () => void): Promise<T> {
  const soon = setImmediate(act);
  try {
    return await awaited;
  } finally {
    clearImmediate(soon);
  }
}
