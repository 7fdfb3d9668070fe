import type { Clock } from '../clock.js';
import type { Call, CallOptions } from './call.js';
import { cutShort, failure, readAnswer } from './call-end.js';
import type { Echoes } from './echoes.js';
import type { CallContext } from './errors.js';
import { type HttpResponse, type Transport, TransportError } from './http/transport.js';
import { isOwnWord, isPage, readRefusal } from './refusal.js';
import { isRetried, isUnclear, MAX_TRIES, retryDelayMs, tryTimeoutMs } from './retry.js';
import { authorization, type Credentials } from './signature.js';

/** What every call of a client shares. */
export interface CallEnvironment {
  transport: Transport;
  clock: Clock;
  /** 0 ≤ random() < 1, for jitter. */
  random: () => number;
  credentials: () => Promise<Credentials>;
  /** Sent with every request, unsigned. */
  headers: Readonly<Record<string, string>>;
  echoes: Echoes;
}

/** What the service refuses with, in plain words too; a 404 without its own word for it is a gateway's. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 409, 412, 422]);

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
  const { operation, method, path } = call;
  const doing = options.subject ? `${call.doing.split(' ', 1)[0]} ${options.subject}` : call.doing;
  const context: CallContext = {
    doing: zone ? `${doing} in ${zone}` : doing,
    operation,
    zone,
    request: { method, path },
    takesGpus: call.takesGpus,
  };
  const limitMs = options.timeoutMs ?? call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const deadline = env.clock.now() + Math.min(limitMs, options.atMostMs ?? Number.POSITIVE_INFINITY);
  const credentials = call.unsigned
    ? undefined
    : await meanwhile(env.credentials(), () => env.transport.open?.({ url: endpoint, connectionKey: zone }));
  const { signal } = options;
  const endedBy = (mayBeDone: boolean) => (error: unknown) => {
    throw mayBeDone && signal?.aborted ? cutShort(context, call.repeat, error) : error;
  };
  await env.echoes.learn(bodyOf(call));
  let unclear = false;
  // Where one kept connection has gone, the others may have, too: the next try has one to itself, as a creation has.
  let fresh = call.repeat === 'create';
  signal?.throwIfAborted();
  for (let tries = 1; ; tries++) {
    const tryMs = tryTimeoutMs(call.repeat, tries, deadline - env.clock.now());
    const outcome = await attempt(env, endpoint, zone, call, credentials, tryMs, fresh, signal).catch(
      endedBy(method !== 'GET'),
    );
    fresh ||= outcome instanceof TransportError && outcome.fault === 'lost';
    if (!(outcome instanceof TransportError)) {
      if (outcome.status >= 200 && outcome.status < 300) {
        if (call.tellsParameters) await env.echoes.learn(outcome.body);
        return readAnswer(call, context, outcome, env.echoes);
      }
      if (call.gone !== undefined && outcome.status === 404 && tries > 1 && isOwnWord(outcome))
        return call.gone;
    }
    unclear ||= method !== 'GET' && (isUnclear(outcome) || isForeign(outcome));
    const retryAfterS = outcome instanceof TransportError ? undefined : readRefusal(outcome).retryAfterS;
    const delay = retryDelayMs(tries, env.random(), retryAfterS);
    const left = deadline - env.clock.now();
    if (isRetried(call.repeat, outcome) && tries < MAX_TRIES && delay < left) {
      await env.clock.sleep(delay, signal).catch(endedBy(unclear));
      continue;
    }
    throw failure(context, outcome, { tries, unclear, nowMs: env.clock.now() });
  }
}

/**
 * Did somebody on the way answer, and not the service? Then it may have carried the request out before. All that the
 * service says is JSON, but for refusals in plain words; it does not redirect, and a page is never its own. Who asks to
 * wait (429) has passed nothing on, whoever it is.
 */
function isForeign(outcome: HttpResponse | TransportError): boolean {
  if (outcome instanceof TransportError || outcome.status === 429) return false;
  if (outcome.status < 400) return true;
  return !isOwnWord(outcome) && (!REFUSALS.has(outcome.status) || isPage(outcome));
}

const bodyOf = ({ body }: Call<unknown>) => (body === undefined ? undefined : JSON.stringify(body));

/** Acts when something is not there at once. A secretCommand takes its time: the connection can open in it. */
async function meanwhile<T>(awaited: Promise<T>, act: () => void): Promise<T> {
  const soon = setImmediate(act);
  try {
    return await awaited;
  } finally {
    clearImmediate(soon);
  }
}

async function attempt(
  env: CallEnvironment,
  endpoint: string,
  zone: string | undefined,
  call: Call<unknown>,
  credentials: Credentials | undefined,
  limitMs: number,
  fresh: boolean,
  signal: AbortSignal | undefined,
): Promise<HttpResponse | TransportError> {
  const query = new URLSearchParams(call.query).toString();
  const url = `${endpoint}${call.path}${query ? `?${query}` : ''}`;
  const { method } = call;
  const body = bodyOf(call);
  const headers: Record<string, string> = { ...env.headers, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (credentials) headers.authorization = authorization(credentials, { method, url, body }, env.clock.now());
  const timeoutMs = Number.isFinite(limitMs) ? limitMs : undefined;
  const request = { method, url, headers, body, signal, timeoutMs, connectionKey: zone, fresh };
  try {
    const response = await env.transport.send(request);
    if (response.status >= 200 && response.status < 300) return response;
    const { withoutEchoes } = await import('./redact.js');
    return withoutEchoes(response, request, credentials?.secret);
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
}
